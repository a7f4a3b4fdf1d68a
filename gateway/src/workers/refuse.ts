import {
  digestOfAct,
  millisecondsOf,
  parseAct,
  parseBody,
  TRANSIENT,
  type ReadingRecord,
} from '@onceledger/chaincode/domain';
import { keepAnswer } from '../read-model/withheld-answers.js';
import type { Context } from '../services/context.js';
import { canonicalText } from '../services/json.js';
import { LONG, sign } from '../services/sign.js';
import type { Prepared } from './prepared.js';
import type { Task } from './task-queue.js';

/** Milliseconds after a request in which the requester's peer can endorse its refusal: protocol, "Readings". */
const PATIENCE = 30_000;
/** Failed before: what is transient has passed. */
const ATTEMPTS = 1;

/**
 * Whether a refusal that failed may have to stand without the endorsement of who is refused. What it failed with says nothing:
 * his peer can answer with any error. Was the answer committed all the same, `reading.refuse` names a former record.
 */
export function isHeldBack(
  { clock }: Pick<Context, 'clock'>,
  { attempts }: Task,
  { record, prepared }: { readonly record: ReadingRecord; readonly prepared: Prepared },
): boolean {
  const waited = millisecondsOf(clock.now()) - millisecondsOf(record.requestedAt);
  return (
    'blinded' in record &&
    parseBody('reading.answer', prepared.act.body).decision === 'refused' &&
    attempts >= ATTEMPTS &&
    waited >= PATIENCE
  );
}

/** That one's own peer would endorse the answer now. @throws what it says, where the trouble is not the requester's */
export async function assertHolds({ ledger }: Context, { act, options }: Prepared): Promise<void> {
  const transient = { ...options.transient, [TRANSIENT.act]: canonicalText(act) };
  await ledger.query('readings:answer', ['', ''], transient);
}

/** Commits that the reading is refused, without the reason; the signed answer is kept here, and bound by its digest. */
export async function refuseInTheOpen(
  context: Context,
  record: ReadingRecord,
  { act: answer }: Prepared,
): Promise<void> {
  const { actor, previous } = parseAct(answer.jws).payload;
  await keepAnswer(context.database, answer);
  const body = { answer: digestOfAct(answer), reading: record.id };
  const act = await sign(
    context,
    { act: 'reading.refuse', body, lifetime: LONG, previous, target: record.id },
    { as: actor, idempotencyKey: `refuse-${record.id}` },
  );
  await context.ledger.submit(act, { against: record.requesterOrganization });
}
