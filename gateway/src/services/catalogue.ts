import {
  entryRef,
  splitEntryRef,
  type CatalogueEntry,
  type EntryRef,
  type Outcome,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import type { Context } from './context.js';
import { sign } from './sign.js';
import type { Acting } from './types.js';

export async function fileEntry(
  context: Context,
  entry: CatalogueEntry,
  acting: Acting,
): Promise<Committed<Outcome>> {
  const target = entryRef(entry.id, entry.version);
  return context.ledger.submit(
    await sign(context, { act: 'catalogue.file', body: { entry }, target }, acting),
  );
}

/** A provider's approval of an item, or the supervisor's, which brings it into effect. */
export function approveEntry(context: Context, ref: EntryRef, acting: Acting): Promise<Committed<Outcome>> {
  return decide(context, 'catalogue.approve', { ref }, acting);
}

export function retireEntry(
  context: Context,
  ref: EntryRef,
  reason: string | undefined,
  acting: Acting,
): Promise<Committed<Outcome>> {
  return decide(context, 'catalogue.retire', { ref, ...(reason === undefined ? {} : { reason }) }, acting);
}

async function decide(
  context: Context,
  act: 'catalogue.approve' | 'catalogue.retire',
  { ref, ...rest }: { readonly ref: EntryRef; readonly reason?: string },
  acting: Acting,
): Promise<Committed<Outcome>> {
  const { id, version } = splitEntryRef(ref);
  const { digest: previous, record } = await context.records.entry(id, String(version));
  const body = { digest: record.digest, ref, ...rest };
  return context.ledger.submit(await sign(context, { act, body, previous, target: ref }, acting));
}
