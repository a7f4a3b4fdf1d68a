import {
  agencyHasRole,
  assertFileable,
  digestOf,
  entryRef,
  fail,
  parseAct,
  splitActor,
  type AgencyCode,
  type AgencyRecord,
  type CatalogueEntry,
  type CatalogueRecord,
  type EntryDecisionBody,
  type JsonValue,
} from '../../domain/index.js';
import {
  catalogueHeadKey,
  catalogueKey,
  type CatalogueHead,
  type LedgerTransaction,
} from '../../ledger/index.js';
import { assertAgency, assertRole } from '../authority.js';
import type { Call, Rule } from '../call.js';
import { loadLookup } from '../entries.js';
import { invalid } from '../invalid.js';
import { assertApprovals, isApprover } from './catalogue-approvals.js';
import { bringIntoEffect, takeOutOfEffect } from './catalogue-effect.js';

/** A new entry, or the next version of one. */
export const fileEntry: Rule<'catalogue.file', CatalogueRecord> = {
  act: 'catalogue.file',
  target: ({ entry }) => entryRef(entry.id, entry.version),
  key: ({ entry }) => catalogueKey(entryRef(entry.id, entry.version)),
  existing: 'forbidden',
  authorize: (call) => {
    assertFiler(assertAgency(call), call.act.body.entry);
  },
  judge: async ({ act, now, transaction }) => {
    const { entry } = act.body;
    const head = (await transaction.state.find(catalogueHeadKey(entry.id)))?.value;
    await assertNext(transaction, entry, head);
    assertFileable(entry, await loadLookup(transaction, entry));
    transaction.state.put(catalogueHeadKey(entry.id), {
      format: 1,
      kind: 'catalogue-head',
      latest: entry.version,
      ...(head?.effective === undefined ? {} : { effective: head.effective }),
    });
    return {
      format: 1,
      kind: 'catalogue-entry',
      acts: [act.signed],
      status: 'filed',
      entry,
      ref: entryRef(entry.id, entry.version),
      // The body is {entry}, which its parser has read as it stands.
      digest: digestOf(act.signed.body['entry'] as JsonValue),
      updatedAt: now,
    };
  },
};

/**
 * An item that reads conditional claims is approved by each provider that it names, then by a supervisor, whose approval
 * brings it into effect. Everything else needs the supervisor alone.
 */
export const approveEntry: Rule<'catalogue.approve', CatalogueRecord> = {
  act: 'catalogue.approve',
  target: (body) => body.ref,
  key: (body) => catalogueKey(body.ref),
  existing: 'required',
  authorize: (call) => {
    if (!isApprover(assertAgency(call), call.current?.value)) assertRole(call, 'supervisor');
  },
  judge: async (call) => {
    const { transaction, act, now } = call;
    const record = decided(call);
    if (record.status !== 'filed') throw fail('STATE_CONFLICT', `${record.ref} is ${record.status}`);
    const acts = [...record.acts, act.signed];
    if (!agencyHasRole(assertAgency(call), 'supervisor')) return { ...record, acts, updatedAt: now };

    assertApprovals(record.entry, acts);
    assertFileable(record.entry, await loadLookup(transaction, record.entry));
    await bringIntoEffect(transaction, record, act.signed, now);
    return { ...record, acts, status: 'effective', effectiveFrom: now, updatedAt: now };
  },
};

/** Takes an entry out of effect, or turns a filing down. */
export const retireEntry: Rule<'catalogue.retire', CatalogueRecord> = {
  act: 'catalogue.retire',
  target: (body) => body.ref,
  key: (body) => catalogueKey(body.ref),
  existing: 'required',
  authorize: (call) => {
    if (assertAgency(call).agency.code !== filerOf(call.current?.value)) assertRole(call, 'supervisor');
  },
  judge: async (call) => {
    const record = decided(call);
    if (record.status === 'retired') throw fail('STATE_CONFLICT', `${record.ref} is retired`);
    if (record.status === 'effective') await takeOutOfEffect(call.transaction, record);
    return { ...record, acts: [...record.acts, call.act.signed], status: 'retired', updatedAt: call.now };
  },
};

type Decision = 'catalogue.approve' | 'catalogue.retire';

function decided({ act, current }: Call<Decision, CatalogueRecord>): CatalogueRecord {
  const body: EntryDecisionBody = act.body;
  if (current === undefined) throw fail('NOT_FOUND', body.ref);
  if (current.value.digest !== body.digest)
    throw invalid('/digest', 'is not the digest of the entry on record');
  return current.value;
}

/** Types are filed by their provider, items by their agency, elements by any provider or requester; all by a supervisor. */
function assertFiler(agency: AgencyRecord, entry: CatalogueEntry): void {
  if (agencyHasRole(agency, 'supervisor')) return;
  const { code } = agency.agency;
  if (entry.kind === 'element') {
    if (agencyHasRole(agency, 'provider') || agencyHasRole(agency, 'requester')) return;
    throw fail('ROLE_REQUIRED', `${code} is neither provider, requester nor supervisor`);
  }
  const owner = entry.kind === 'type' ? entry.body.provider : entry.body.agency;
  if (code !== owner) throw fail('ACTOR_DENIED', `only ${owner} or a supervisor files ${entry.id}`);
}

async function assertNext(
  { state }: LedgerTransaction,
  entry: CatalogueEntry,
  head: CatalogueHead | undefined,
): Promise<void> {
  const next = (head?.latest ?? 0) + 1;
  if (entry.version !== next)
    throw fail('VERSION_CONFLICT', `the next version of ${entry.id} is ${String(next)}`);
  if (head === undefined) return;
  const former = await state.get(catalogueKey(entryRef(entry.id, head.latest)));
  if (former.value.entry.kind !== entry.kind)
    throw invalid('/entry/kind', `${entry.id} is a ${former.value.entry.kind}`);
}

function filerOf(record: CatalogueRecord | undefined): AgencyCode | undefined {
  const filing = record?.acts[0];
  return filing === undefined ? undefined : splitActor(parseAct(filing.jws).payload.actor).agency;
}
