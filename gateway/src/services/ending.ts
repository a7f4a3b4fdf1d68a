import {
  canonicalize,
  fail,
  OnceError,
  parseAct,
  parseBody,
  TRANSIENT,
  type ApplicationRecord,
  type ConsentRecord,
  type EntryId,
  type OrganizationId,
  type Outcome,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import { actsOf, blindedOptions } from './blinded.js';
import type { Context } from './context.js';
import { custodiansOf } from './custodians.js';

type Ground = Extract<ConsentRecord | ApplicationRecord, { blinded: true }>;
type Answer = Committed<Outcome>;

/**
 * Ends a blinded consent or application: each custodian of what may be read on it gets a mark, which its peer endorses alone.
 * The requester is not asked, and cannot hold it back; its peers see the hash of the mark.
 */
export async function endBlinded(context: Context, record: Ground, act: SignedAct): Promise<Answer> {
  const { transient } = await blindedOptions(context, [record], []);
  const mark = (party: OrganizationId): Promise<Answer> =>
    context.ledger.submit(act, {
      alone: true,
      blinded: true,
      parties: [party],
      transient: { ...transient, [TRANSIENT.party]: canonicalize(party) },
    });
  const [first] = await actsOf(context, record);
  const custodians = await custodiansOf(context, first === undefined ? [] : typesIn(first));
  const answering = custodians.filter((one) => record.parties.includes(one));
  // Where none is a party any more nothing is read on it, and any mark will do for the record.
  return answering.length > 0
    ? outcomeOf(answering.map(mark), ['failed', 'marked', 'conflict'])
    : outcomeOf(record.parties.map(mark), ['marked', 'failed', 'conflict']);
}

function typesIn({ body, jws }: SignedAct): readonly EntryId[] {
  return parseAct(jws).payload.act === 'consent.grant'
    ? [parseBody('consent.grant', body).type]
    : parseBody('application.apply', body).reads.map(({ type }) => type);
}

type Mark = 'marked' | 'conflict' | 'failed';

/** Of several attempts the one that counts: where it had ended before, it has, and who does not take it answers on. */
async function outcomeOf(attempts: readonly Promise<Answer>[], order: readonly Mark[]): Promise<Answer> {
  const marks = (await Promise.allSettled(attempts)).map(markOf);
  const counts = order.map((mark) => marks.indexOf(mark)).find((index) => index >= 0);
  return attempts[counts ?? 0] ?? Promise.reject(fail('INTERNAL', 'a blinded record without a party'));
}

function markOf(answer: PromiseSettledResult<Answer>): Mark {
  if (answer.status === 'fulfilled') return 'marked';
  const reason: unknown = answer.reason;
  return reason instanceof OnceError && reason.code === 'STATE_CONFLICT' ? 'conflict' : 'failed';
}
