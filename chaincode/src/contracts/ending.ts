import {
  digest,
  ENDED,
  fail,
  parseOrganizationId,
  utf8,
  type ApplicationRecord,
  type ConsentRecord,
  type OrganizationId,
} from '../domain/index.js';
import { encode, type LedgerTransaction } from '../ledger/index.js';
import { isBlinded } from './blinding.js';
import type { Call, Kept } from './call.js';

/** What readings rest on until it ends. */
export type Ground = ConsentRecord | ApplicationRecord;
type Blinded = Extract<Ground, { blinded: true }>;
type Ending = Call<'consent.revoke', ConsentRecord> | Call<'application.close', ApplicationRecord>;

/**
 * The status of a ground at the organization that answers. A blinded one ends by a mark in that organization's collection,
 * whose peer endorses it alone, so that no other party can hold it back (ADR 11). Of the mark every peer has the hash: all
 * endorsers see alike whether it is there.
 */
export async function statusAt<G extends Ground>(
  { privateData }: LedgerTransaction,
  ground: G,
  custodian: OrganizationId,
): Promise<G['status']> {
  if (!isBlinded<Ground>(ground)) return ground.status;
  const mark = await privateData.endDigest(custodian, ground.kind, ground.id);
  return mark === undefined ? ground.status : ENDED[ground.kind];
}

/** For queries: ended where any party has the mark. Whoever has left the channel has no collection any more. */
export async function statusAnywhere<G extends Ground>(
  transaction: LedgerTransaction,
  ground: G,
): Promise<G['status']> {
  for (const party of isBlinded<Ground>(ground) ? ground.parties : []) {
    const status = await statusAt(transaction, ground, party).catch(() => ground.status);
    if (status !== ground.status) return status;
  }
  return ground.status;
}

/** As it ends: in the open with the act that ends it, blinded as it stands, since the mark has the act. */
export function ended<G extends Ground>({ act, now }: Pick<Ending, 'act' | 'now'>, ground: G): G {
  const acts = isBlinded<Ground>(ground) ? {} : { acts: [...ground.acts, act.signed] };
  return { ...ground, ...acts, status: ENDED[ground.kind], updatedAt: now };
}

/**
 * Leaves the mark, with the act that ends the ground; the record itself stays as it is on the channel. Undefined where it is
 * not blinded. @throws STATE_CONFLICT where another act ended it there, INPUT_INVALID where the party is none
 */
export async function markEnd(
  { act, current, transaction: { privateData, transient } }: Ending,
  record: Ground,
): Promise<Kept | undefined> {
  if (!isBlinded<Ground>(record) || current === undefined) return undefined;
  const party = partyAmong(record, transient.get('party'));
  const text = encode(act.signed);
  const known = await privateData.endDigest(party, record.kind, record.id);
  if (known === digest(utf8(text))) return { digest: current.digest, repeated: true };
  if (known !== undefined) throw fail('STATE_CONFLICT', `${record.id} is ${record.status}`);
  privateData.putEnd(party, record.kind, record.id, text);
  return { digest: current.digest };
}

function partyAmong({ id, parties }: Blinded, named: unknown): OrganizationId {
  const party = parseOrganizationId(named, '/party');
  if (!parties.includes(party)) throw fail('INPUT_INVALID', `${party} is no party of ${id}`);
  return party;
}
