import {
  fail,
  hiddenActs,
  type AnyRecord,
  type SignedAct,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { openActs } from '../verification/judge-readings.js';
import { targetOf } from '../verification/place.js';
import { verifySigned, type VerifiedAct } from '../verification/signer.js';
import { judgeAct } from '../verification/verify-change.js';
import type { World } from '../verification/world.js';
import { statusAfter } from './status-after.js';

/**
 * Judges a record by all its acts, from nothing else: each signed by who may, and together leading to the record's state.
 * @throws ACT_…, ACTOR_DENIED, ROLE_REQUIRED, NOT_VERIFIED
 */
export async function replay(world: World, record: AnyRecord): Promise<void> {
  const acts = openActs(record);
  if (acts.length === 0) throw fail('NOT_VERIFIED', 'the record carries no act');
  let former = formerOf(record);
  for (const [index, signed] of acts.entries()) {
    const verified = await verifySigned(world, signed);
    assertTarget(verified, record);
    const isLast = index === acts.length - 1;
    const next = isLast ? record : statusOf(record, verified, acts.slice(0, index + 1), former);
    const time = timeOf(record, verified, isLast);
    await judgeAct(verified.act.payload.act, { ...verified, former, next, time, world }, acts);
    former = next;
  }
}

/** When the act was committed, as far as the record tells: that of its version, of its latest change, or about when it was signed. */
function timeOf(record: AnyRecord, { act: { payload } }: VerifiedAct, isLast: boolean): Timestamp {
  const begins = payload.act === 'declaration.declare' || payload.act === 'declaration.amend';
  if (record.kind === 'declaration' && begins) return record.declaredAt;
  return isLast ? record.updatedAt : payload.issuedAt;
}

function assertTarget({ act }: VerifiedAct, record: AnyRecord): void {
  const { target } = act.payload;
  // The approval of an entry's next version stands in the record of the version that it retires.
  const replaced = record.kind === 'catalogue-entry' && target.startsWith(`${record.entry.id}@`);
  if (target !== targetOf(record) && !replaced) throw fail('ACT_TARGET', 'an act has another target');
}

/** What is known of the record before the first of its acts that stand in full. */
function formerOf(record: AnyRecord): AnyRecord | undefined {
  // Only a reading that is open can be refused in the open.
  if (record.kind === 'reading' && 'blinded' in record)
    return { ...record, acts: hiddenActs(record), status: 'requested' };
  return formerVersion(record);
}

/** Of a declaration's version after the first: the one before. */
function formerVersion(record: AnyRecord): AnyRecord | undefined {
  if (record.kind !== 'declaration' || record.former === undefined) return undefined;
  const { status, version } = record.former;
  const { validUntil, ...rest } = record;
  return { ...rest, status: status === 'superseded' ? 'attested' : status, version };
}

/** The record as it stood after one of its acts; only what judges look at. */
function statusOf(
  record: AnyRecord,
  verified: VerifiedAct,
  acts: readonly SignedAct[],
  former: AnyRecord | undefined,
): AnyRecord {
  const status = statusAfter(verified, former, record);
  // Statuses come from a table, each for acts of its own kind of record.
  return { ...record, acts, status } as AnyRecord;
}
