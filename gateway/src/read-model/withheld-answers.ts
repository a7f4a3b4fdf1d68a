import {
  digestOfAct,
  parseAct,
  parseBody,
  parseCanonical,
  parseSignedAct,
  type AnswerBody,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { canonicalText } from '../services/json.js';
import type { Writing } from './write-block.js';

/** Keeps an answer whose refusal is committed in the open (`reading.refuse`): only its digest is on the ledger. */
export async function keepAnswer(database: Writing, answer: SignedAct): Promise<void> {
  await database
    .insertInto('withheld_answers')
    .values({ answer: canonicalText(answer), digest: digestOfAct(answer) })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}

/** What the act that answers a reading says; undefined where only the custodian knows, or there is no answer yet. */
export async function answerBehind(
  database: Writing,
  act: SignedAct | undefined,
): Promise<AnswerBody | undefined> {
  if (act === undefined) return undefined;
  if (parseAct(act.jws).payload.act === 'reading.answer') return parseBody('reading.answer', act.body);
  const { answer } = parseBody('reading.refuse', act.body);
  const row = await database
    .selectFrom('withheld_answers')
    .select('answer')
    .where('digest', '=', answer)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return parseBody('reading.answer', parseSignedAct(parseCanonical(row.answer)).body);
}
