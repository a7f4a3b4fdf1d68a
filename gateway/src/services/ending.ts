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
  const parties = await keepers(context, record);
  return firstOf(parties.map(mark));
}

/** The parties whose answers rest on it; all of them where what it covers went over to an organization that is none. */
async function keepers(context: Context, record: Ground): Promise<readonly OrganizationId[]> {
  const [first] = await actsOf(context, record);
  const custodians = await custodiansOf(context, first === undefined ? [] : typesIn(first));
  const among = custodians.filter((one) => record.parties.includes(one));
  return among.length === 0 ? record.parties : among;
}

function typesIn({ body, jws }: SignedAct): readonly EntryId[] {
  return parseAct(jws).payload.act === 'consent.grant'
    ? [parseBody('consent.grant', body).type]
    : parseBody('application.apply', body).reads.map(({ type }) => type);
}

/** Where it had ended before, it has. Rejects with what else a custodian answered, and STATE_CONFLICT where it had everywhere. */
async function firstOf(attempts: readonly Promise<Answer>[]): Promise<Answer> {
  const answers = await Promise.allSettled(attempts);
  const index = [failed, marked, rejected].map((which) => answers.findIndex(which)).find((at) => at >= 0);
  return attempts[index ?? 0] ?? Promise.reject(fail('INTERNAL', 'a blinded record without a party'));
}

type Settled = PromiseSettledResult<unknown>;

function marked({ status }: Settled): boolean {
  return status === 'fulfilled';
}

function rejected({ status }: Settled): boolean {
  return status === 'rejected';
}

function failed(answer: Settled): boolean {
  if (answer.status === 'fulfilled') return false;
  const reason: unknown = answer.reason;
  return !(reason instanceof OnceError && reason.code === 'STATE_CONFLICT');
}
