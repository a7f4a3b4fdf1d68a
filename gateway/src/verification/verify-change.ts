import {
  fail,
  millisecondsOf,
  OnceError,
  parseAct,
  parseBody,
  type ActKind,
  type AnyRecord,
  type SignedAct,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { hold, type Judge } from './judgement.js';
import { blindedChange } from './verify-blinded.js';
import { openActs } from './judge-readings.js';
import { judgesFor } from './judges.js';
import { targetOf } from './place.js';
import { verifySigned } from './signer.js';
import type { Known, World } from './world.js';

/** A write of one record by a VALID transaction. */
export interface Change {
  readonly next: AnyRecord;
  readonly former: Known | undefined;
  readonly time: Timestamp;
  /** Bootstrap's records carry no acts: the digest of the transaction's argument stands for them. */
  readonly bootstrap?: boolean;
}

/** What does not hold about a change; empty: it is genuine. Endorsement proves nothing here (ADR 3). */
export async function verifyChange(world: World, change: Change): Promise<OnceError | undefined> {
  try {
    await assertChange(world, change);
    return undefined;
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}

async function assertChange(world: World, change: Change): Promise<void> {
  const { former, next } = change;
  if (change.bootstrap === true) {
    assertBootstrap(change);
    return;
  }
  if (former !== undefined && next.updatedAt < former.record.updatedAt)
    throw fail('NOT_VERIFIED', 'the record runs backwards in time');
  if (!('blinded' in next)) return assertOpenChange(world, change);
  const open = blindedChange(next, former);
  if (open !== undefined) await assertAct(world, change, open, [open]);
}

function assertBootstrap({ former, next }: Change): void {
  const begins = former === undefined && next.acts.length === 0;
  hold(begins && ['agency', 'settings'].includes(next.kind), 'the bootstrap');
}

async function assertOpenChange(world: World, change: Change): Promise<void> {
  const { former, next } = change;
  if (former !== undefined && 'blinded' in former.record)
    throw fail('NOT_VERIFIED', 'a blinded record stands in the open');
  const signed = newAct(next, former);
  if (former !== undefined && !former.genuine && !startsAnew(signed))
    throw fail('NOT_VERIFIED', 'the former record does not verify');
  await assertAct(world, change, signed, openActs(next));
}

/** Judges one act of a record: signature, place in the record's history, authority, effect. */
export async function assertAct(
  world: World,
  { former, next, time }: Change,
  signed: SignedAct,
  acts: readonly SignedAct[],
): Promise<void> {
  const verified = await verifySigned(world, signed);
  const { act, issuedAt, notAfter, previous } = verified.act.payload;
  const replaced = isReplacedEntry(verified.act.payload.target, next);
  if (!replaced && previous !== former?.digest)
    throw fail('ACT_PREVIOUS', 'the act names another former record');
  if (time > notAfter || millisecondsOf(issuedAt) > millisecondsOf(time) + CLOCK_TOLERANCE)
    throw fail('ACT_EXPIRED', 'the transaction lies outside the act’s time');
  if (!replaced && verified.act.payload.target !== targetOf(next))
    throw fail('ACT_TARGET', 'the act has another target');
  await judgeAct(act, { ...verified, world, former: former?.record, next, time }, acts);
}

export type Common = Omit<Parameters<Judge<ActKind>>[0], 'body'>;

export async function judgeAct(kind: ActKind, common: Common, acts: readonly SignedAct[]): Promise<void> {
  const judge: Judge<never> | undefined = judgesFor(acts)[kind];
  if (judge === undefined) throw fail('ACT_TARGET', `${kind} changes no record by itself`);
  // The table has under each kind a judge of that kind's body; TypeScript does not follow an index of a union.
  await judge({ ...common, body: parseBody(kind, common.signed.body) } as never);
}

/** Milliseconds; the widest tolerance that contracts apply, doubled: clocks of client and endorser both differ. */
const CLOCK_TOLERANCE = 600_000;

/** The one act that a change adds. @throws NOT_VERIFIED where history was cut, or more than one came */
function newAct(next: AnyRecord, former: Known | undefined): SignedAct {
  const after = openActs(next);
  const before = former === undefined ? [] : openActs(former.record);
  const last = after.at(-1);
  if (last === undefined) throw fail('NOT_VERIFIED', 'the record carries no act');
  const kept = next.kind === 'custody' ? before.slice(0, after.length - 1).slice(0, 1) : before;
  const grown = after.length === kept.length + 1 && kept.every((act, index) => act.jws === after[index]?.jws);
  if (!grown && !(after.length === 1 && startsAnew(last)))
    throw fail('NOT_VERIFIED', 'the acts of the record do not go on from the former ones');
  return last;
}

/** Acts that begin a record or its next version. */
const BEGINNINGS: readonly ActKind[] = [
  'agency.amend',
  'declaration.declare',
  'declaration.amend',
  'custody.report',
];

function startsAnew({ jws }: SignedAct): boolean {
  return BEGINNINGS.includes(parseAct(jws).payload.act);
}

/** The version of a catalogue entry that another version's approval retires. */
function isReplacedEntry(target: string, next: AnyRecord): boolean {
  return (
    next.kind === 'catalogue-entry' &&
    next.status === 'retired' &&
    target !== next.ref &&
    target.startsWith(`${next.entry.id}@`)
  );
}
