import {
  fail,
  OnceError,
  parseAct,
  parseBody,
  type AnyRecord,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { judgeAct } from './verify-change.js';
import { verifySigned } from './signer.js';
import type { World } from './world.js';

type Blinded = Extract<AnyRecord, { blinded: true }>;

/** Acts of a blinded record, opened by a party: who signed each, and that together they lead to its status. */
export async function verifyOpened(
  world: World,
  record: Blinded,
  acts: readonly SignedAct[],
): Promise<OnceError | undefined> {
  try {
    for (const [index, signed] of acts.entries()) {
      const verified = await verifySigned(world, signed);
      const { payload } = verified.act;
      if (payload.target !== record.id) throw fail('ACT_TARGET', 'the act has another target');
      const former = index === 0 ? undefined : withStatus(record, statusAfter(record, acts, index - 1));
      const next = withStatus(record, statusAfter(record, acts, index));
      await judgeAct(payload.act, { ...verified, former, next, time: payload.issuedAt, world }, acts);
    }
    return undefined;
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}

/** What the record was after so many acts: its own status after the last, otherwise what the act says. */
function statusAfter(record: Blinded, acts: readonly SignedAct[], index: number): string {
  if (index === acts.length - 1) return record.status;
  const act = acts[index];
  if (act === undefined) throw fail('NOT_VERIFIED', 'an act is missing');
  switch (parseAct(act.jws).payload.act) {
    case 'reading.request':
      return 'requested';
    case 'reading.answer':
      return parseBody('reading.answer', act.body).decision;
    case 'consent.grant':
      return 'active';
    case 'application.apply':
      return 'open';
    default:
      throw fail('NOT_VERIFIED', 'an act stands where none of its kind belongs');
  }
}

function withStatus(record: Blinded, status: string): AnyRecord {
  // Statuses come from the record itself or from a parsed act of its own kind.
  return { ...record, status } as AnyRecord;
}
