import { fail, hiddenActs, parseAct, type AnyRecord, type SignedAct } from '@onceledger/chaincode/domain';
import { asKind, hold, same } from './judgement.js';
import { openActs } from './judge-readings.js';
import type { Known } from './world.js';

type Blinded = Extract<AnyRecord, { blinded: true }>;

/** The statuses of a record by the number of acts of which it has digests. */
const STATUSES: Readonly<Record<Blinded['kind'], readonly (readonly string[])[]>> = {
  application: [['open'], ['closed']],
  consent: [['active'], ['revoked']],
  reading: [['requested'], ['granted', 'refused'], ['received', 'rejected', 'lapsed']],
};

/**
 * What can be told from digests alone; parties judge the acts themselves when they open them. Answers the act in the open,
 * where it is one, which is to be judged as any other. @throws NOT_VERIFIED
 */
export function blindedChange(next: Blinded, former: Known | undefined): SignedAct | undefined {
  if (former?.genuine === false) throw fail('NOT_VERIFIED', 'the former record does not verify');
  const before = former === undefined ? undefined : blinded(asKind(former.record, next.kind));
  assertGrowth(before, next);
  if (before !== undefined) hold(same(lasting(before), lasting(next)), 'what acts leave as it is');
  return openActOf(next);
}

/** The act in the open with which a blinded record ends, where it has one. @throws NOT_VERIFIED where none may be so */
export function openActOf(record: Blinded): SignedAct | undefined {
  const [open] = openActs(record);
  if (open === undefined)
    hold(STATUSES[record.kind][record.acts.length - 1]?.includes(record.status) === true, 'the status');
  else hold(parseAct(open.jws).payload.act === 'reading.refuse', 'an act in the open');
  return open;
}

/** One act more, after the former ones, of which each is a digest: nothing follows what stands in the open. */
function assertGrowth(before: Blinded | undefined, next: Blinded): void {
  const former = before?.acts ?? [];
  const hidden = hiddenActs(next);
  const kept = former.every((act, index) => 'digest' in act && act.digest === hidden[index]?.digest);
  const last = next.acts.at(-1);
  const ordered = next.acts.slice(0, -1).every((act) => 'digest' in act);
  hold(kept && ordered && last !== undefined && next.acts.length === former.length + 1, 'the list of acts');
}

function blinded(record: AnyRecord): Blinded {
  if (!('blinded' in record)) throw fail('NOT_VERIFIED', 'a record in the open was blinded');
  return record;
}

const CHANGING: readonly string[] = ['acts', 'deliverBy', 'status', 'updatedAt'];

function lasting(record: Blinded): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !CHANGING.includes(name)));
}
