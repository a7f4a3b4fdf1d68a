import {
  authorize,
  digestOf,
  fail,
  millisecondsOf,
  parseDelivery,
  type Decision,
  type ReadingFacts,
  type ReadingRecord,
  type RefusalCode,
  type RequestBody,
} from '../../domain/index.js';
import { encode } from '../../ledger/index.js';
import { openActs } from '../blinding.js';
import type { Call } from '../call.js';
import { loadFacts } from '../reading-facts.js';

type Answering = Call<'reading.answer', ReadingRecord>;

/** That the signed answer is the policy engine's, on committed state, now. @throws DECISION_DIFFERS */
export async function assertDecision(
  call: Answering,
  record: ReadingRecord,
  request: RequestBody,
): Promise<void> {
  const { act, now, transaction } = call;
  const facts = await loadFacts(transaction, record, request, {
    now,
    open: (one) => openActs(transaction, one),
  });
  const decision = authorize(facts);
  const signed = act.body.decision === 'refused' ? act.body.reason : undefined;
  const engine = decision.granted ? undefined : decision.refusal;
  if (signed === engine) return;
  if (signed !== undefined && isCustodiansWord(signed, decision, facts)) return;
  throw fail('DECISION_DIFFERS', `signed ${signed ?? 'granted'}, the engine says ${engine ?? 'granted'}`);
}

/** Refusals that rest on what only the custodian can know. The contract holds them to what it can see. */
function isCustodiansWord(reason: RefusalCode, decision: Decision, facts: ReadingFacts): boolean {
  switch (reason) {
    case 'UNOPENABLE':
      return facts.custody?.state === 'unopenable';
    case 'REQUEST_LATE':
      return (
        millisecondsOf(facts.now) - millisecondsOf(facts.requestedAt) > facts.requestWindowSeconds * 1000
      );
    case 'QUOTA_EXCEEDED':
      return decision.granted && hasQuota(facts);
    default:
      return false;
  }
}

function hasQuota({ item, request }: ReadingFacts): boolean {
  const quota = item?.entry.kind === 'item' ? item.entry.body.law.quotaPerDay : undefined;
  return request.basis.kind === 'law' && quota !== undefined;
}

/** Puts the delivery where only the requester's organization has it. @throws INPUT_INVALID, ACT_BODY */
export function writeDelivery(call: Answering, record: ReadingRecord, request: RequestBody): void {
  const { act, transaction, member } = call;
  if (act.body.decision !== 'granted') return;
  const value = transaction.transient.of('delivery', member);
  if (value === undefined) throw fail('INPUT_INVALID', 'transient delivery is missing');
  const delivery = parseDelivery(value);
  if (digestOf(value) !== act.body.delivery)
    throw fail('ACT_BODY', 'the delivery has another digest than the one signed');
  if (delivery.kid !== request.deliverTo)
    throw fail('INPUT_INVALID', 'the delivery is sealed to another key than was asked for');
  transaction.privateData.putDelivery(record.requesterOrganization, record.id, encode(delivery));
}
