import {
  areHidden,
  digestOfAct,
  fail,
  type ApplicationRecord,
  type BlindedAct,
  type ConsentRecord,
  type OrganizationId,
  type ReadingRecord,
  type SignedAct,
} from '../domain/index.js';
import { encode, type BlindedKind, type LedgerTransaction } from '../ledger/index.js';
import type { AnyCall } from './call.js';

/** Records whose acts may stand in implicit collections, with only their digests on the channel. */
export type Blindable = ConsentRecord | ApplicationRecord | ReadingRecord;

/** @throws BLINDING_REQUIRED where the act came as arguments, INPUT_INVALID where it came blinded without need */
export function assertBlinding({ blinded }: Pick<AnyCall, 'blinded'>, needed: boolean): void {
  if (needed && !blinded) throw fail('BLINDING_REQUIRED');
  if (!needed && blinded) throw fail('INPUT_INVALID', 'what needs no blinding stands in the open');
}

export function isBlinded<Record extends Blindable>(
  record: Record,
): record is Extract<Record, { blinded: true }> {
  return 'blinded' in record;
}

/**
 * A record's acts: its own, or for a blinded one those of the transient evidence, compared with their digests on the channel.
 * Endorsers never read them from private data: not each is a party, and all must read alike.
 * @throws INPUT_INVALID where evidence is missing, ACT_BODY where it is not what was committed
 */
export function openActs(transaction: LedgerTransaction, record: Blindable): readonly SignedAct[] {
  if (!isBlinded(record)) return record.acts;
  const acts = transaction.transient.evidence(record.id);
  if (acts === undefined) throw fail('INPUT_INVALID', `transient evidence of ${record.id} is missing`);
  assertCommitted(record, acts);
  return acts;
}

/** @throws ACT_BODY */
export function assertCommitted(record: Blindable, acts: readonly SignedAct[]): void {
  if (!areHidden(record, acts))
    throw fail('ACT_BODY', `the evidence of ${record.id} is not what was committed`);
}

/** What stands of a record's acts on the channel. */
export type ActsOnRecord =
  | { readonly acts: readonly SignedAct[] }
  | {
      readonly acts: readonly BlindedAct[];
      readonly blinded: true;
      readonly parties: readonly OrganizationId[];
    };

/** The acts as a new record carries them; blinded ones go to the parties' implicit collections. */
export function placeActs(
  { transaction, blinded }: Pick<AnyCall, 'transaction' | 'blinded'>,
  { kind, id }: { readonly kind: BlindedKind; readonly id: string },
  acts: readonly SignedAct[],
  parties: readonly OrganizationId[],
): ActsOnRecord {
  if (!blinded) return { acts };
  const unique = [...new Set(parties)].sort();
  transaction.privateData.putBlinded(unique, kind, id, encode(acts));
  return { acts: acts.map((act) => ({ digest: digestOfAct(act) })), blinded: true, parties: unique };
}

/** The parties of a record that goes on; none where it is not blinded. */
export function partiesOf(record: Blindable): readonly OrganizationId[] {
  return isBlinded(record) ? record.parties : [];
}
