import {
  authorize,
  explain,
  fail,
  OnceError,
  parseSalt,
  randomId,
  splitActor,
  splitDeclarationId,
  type AgencyCode,
  type Basis,
  type CollectedClaims,
  type Decision,
  type DeclarantId,
  type EntryId,
  type OrganizationId,
  type Plan,
  type ReadingId,
  type ReadingRecord,
  type RefusalCode,
  type RequestBody,
  needsBlinding,
} from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import { answerBehind } from '../read-model/withheld-answers.js';
import type { Follower } from '../workers/follower.js';
import { actsOf } from './blinded.js';
import type { Context } from './context.js';
import { typeBodyOf } from './declaration-draft.js';
import { findInInbox } from './inbox.js';
import { readingFacts } from './reading-facts.js';
import { randomSalt, sign } from './sign.js';
import type { Acting, ReadingState, RequestInput } from './types.js';
import { firstBody, openActs } from '../verification/judge-readings.js';

const WAIT = 60_000;
const FINAL: readonly string[] = ['refused', 'received', 'rejected', 'lapsed'];

interface ReadyRequest {
  readonly body: RequestBody;
  readonly parties?: readonly OrganizationId[];
}

/** Commits the request; the custodian's gateway answers by itself. */
export async function request(context: Context, input: RequestInput, acting: Acting): Promise<ReadingId> {
  const { body, parties } = await readyRequest(context, input, acting);
  const act = await sign(context, { act: 'reading.request', body, target: body.reading }, acting);
  await context.ledger.submit(act, parties === undefined ? {} : { blinded: true, parties });
  return body.reading;
}

/** Many requests a transaction; blinded ones go one by one, since their acts travel in the transient map. */
export async function requestMany(
  context: Context,
  inputs: readonly RequestInput[],
  acting: Acting,
): Promise<readonly ReadingId[]> {
  const ready = await Promise.all(inputs.map((input) => readyRequest(context, input, acting)));
  const acts = await Promise.all(
    ready.map(({ body }) => sign(context, { act: 'reading.request', body, target: body.reading }, acting)),
  );
  const open = acts.filter((_, index) => ready[index]?.parties === undefined);
  if (open.length > 0) await context.ledger.submitMany('reading.request', open);
  await Promise.all(
    acts.map(async (act, index) => {
      const parties = ready[index]?.parties;
      if (parties !== undefined) await context.ledger.submit(act, { blinded: true, parties });
    }),
  );
  return ready.map(({ body }) => body.reading);
}

async function readyRequest(context: Context, input: RequestInput, { as }: Acting): Promise<ReadyRequest> {
  const { agency: requester } = splitActor(as);
  if (requester === undefined) throw fail('ACTOR_DENIED', 'agencies read');
  const key = await context.keys.find(as, 'encrypt');
  if (key === undefined) throw fail('KEY_MISSING', `no encryption key of ${requester}`);
  const version =
    input.version ?? (await context.records.findDeclaration(input.declaration))?.record.version ?? 1;
  const { basis, claims, declaration, purpose } = input;
  const reading = randomId<ReadingId>('r', randomBytes);
  const body: RequestBody = {
    basis,
    claims: [...claims].sort(),
    declaration,
    deliverTo: key.kid,
    mode: 'value',
    purpose,
    reading,
    requester,
    salt: parseSalt(randomSalt()),
    version,
  };
  return (await isBlinded(context, input))
    ? { body, parties: await partiesOf(context, input, requester) }
    : { body };
}

async function isBlinded({ records }: Context, { declaration, purpose }: RequestInput): Promise<boolean> {
  const { declarant } = splitDeclarationId(declaration);
  if (needsBlinding(declarant)) return true;
  if (purpose.kind !== 'item') return false;
  const { entry } = (await records.entry(purpose.item)).record;
  return needsBlinding(declarant, entry.kind === 'item' ? entry.body : undefined);
}

async function partiesOf(
  { records }: Context,
  { declaration }: RequestInput,
  requester: AgencyCode,
): Promise<readonly OrganizationId[]> {
  const { type } = splitDeclarationId(declaration);
  const { custodian } = typeBodyOf((await records.entry(type)).record);
  const agencies = await Promise.all([requester, custodian].map((code) => records.agency(code)));
  return [...new Set(agencies.map(({ record }) => record.agency.organization))].sort();
}

/** Waits until the reading came to an end, as this gateway validated it. @throws TIMEOUT, NOT_VERIFIED */
export async function settled(
  context: Context,
  follower: Follower,
  reading: ReadingId,
  wait = WAIT,
): Promise<ReadingState> {
  const found: { record?: ReadingRecord } = {};
  await follower.until(async () => {
    const stored = await context.readModel.reading(reading);
    if (stored === undefined) return false;
    if (!stored.genuine) throw fail('NOT_VERIFIED', `reading ${reading} carries acts that do not verify`);
    found.record = stored.record;
    return FINAL.includes(stored.record.status);
  }, wait);
  return stateOf(context, reading, found.record);
}

export async function stateOf(
  context: Context,
  reading: ReadingId,
  record: ReadingRecord | undefined,
): Promise<ReadingState> {
  if (record === undefined) throw fail('NOT_FOUND', `reading ${reading}`);
  const reason = record.status === 'refused' ? await reasonOf(context, record) : undefined;
  return { reading, status: record.status, ...(reason === undefined ? {} : { reason }) };
}

async function reasonOf(context: Context, record: ReadingRecord): Promise<ReadingState['reason']> {
  if (record.reason !== undefined) return record.reason;
  // A refusal in the open needs nothing opened, and the peer of who is refused may open nothing.
  const [inTheOpen] = 'blinded' in record ? openActs(record) : [];
  const answer = await answerBehind(context.database, inTheOpen ?? (await actsOf(context, record))[1]);
  return answer?.decision === 'refused' ? answer.reason : undefined;
}

/** From request to opened claims. @throws READING_REFUSED with the reason, DELIVERY_REJECTED */
export async function read(
  context: Context,
  follower: Follower,
  input: RequestInput,
  acting: Acting & { readonly wait?: number },
): Promise<CollectedClaims> {
  return ended(context, follower, await request(context, input, acting), acting.wait);
}

async function ended(
  context: Context,
  follower: Follower,
  reading: ReadingId,
  wait?: number,
): Promise<CollectedClaims> {
  const { reason, status } = await settled(context, follower, reading, wait);
  if (status === 'refused') throw fail('READING_REFUSED', `${reading} ${reason ?? ''}`.trim());
  const claims = await findInInbox(context, reading);
  if (status !== 'received' || claims === undefined)
    throw fail('DELIVERY_REJECTED', `${reading} is ${status}`);
  return claims;
}

/** Everything that an item requires of a declarant, each declaration by a reading of its own. */
export async function collect(
  context: Context,
  follower: Follower,
  input: {
    readonly plan: Plan;
    readonly basis: Basis;
    readonly item: EntryId;
    readonly declarant: DeclarantId;
    readonly wait?: number;
  },
  acting: Acting,
): Promise<readonly CollectedClaims[]> {
  const missing = input.plan.steps.filter(
    ({ declaration, required }) => declaration === undefined && required,
  );
  if (missing.length > 0)
    throw fail(
      'STATE_CONFLICT',
      `${input.declarant} has not declared ${missing.map(({ type }) => type).join(', ')}`,
    );
  const requests = input.plan.steps.flatMap(({ claims, declaration, version }): RequestInput[] =>
    declaration === undefined
      ? []
      : [
          {
            basis: input.basis,
            claims,
            declaration,
            purpose: { item: input.item, kind: 'item' },
            ...(version === undefined ? {} : { version }),
          },
        ],
  );
  const readings = await requestMany(context, requests, acting);
  return Promise.all(readings.map((reading) => ended(context, follower, reading, input.wait)));
}

/** Why, by the engine that decided: the chain of links on the state of now, and what stands on the ledger. */
export async function explainReading(
  context: Context,
  id: ReadingId,
  lang: 'en' | 'zh',
): Promise<{ readonly state: ReadingState; readonly text: string }> {
  const stored = await context.readModel.reading(id);
  if (stored === undefined) throw fail('NOT_FOUND', `reading ${id}`);
  if (!stored.genuine) throw fail('NOT_VERIFIED', `reading ${id} carries acts that do not verify`);
  const state = await stateOf(context, id, stored.record);
  if (state.status === 'refused' && state.reason === undefined) return { state, text: WITHHELD[lang] };
  const decision = await decisionNow(context, stored.record);
  if (decision !== undefined && (state.reason === undefined || isRefusal(decision, state.reason)))
    return { state, text: explain(decision, lang) };
  // The state has moved on since the answer: what was decided then stands alone.
  return { state, text: explain(recorded(state), lang) };
}

async function decisionNow(context: Context, record: ReadingRecord): Promise<Decision | undefined> {
  try {
    const body = firstBody(await actsOf(context, record), 'reading.request');
    return authorize(await readingFacts(context, record, body, context.clock.now()));
  } catch (error) {
    // Who is no party of what the reading cites cannot judge it again.
    if (error instanceof OnceError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** A refusal in the open has no reason, and what is found now need not be what was found then. */
const WITHHELD = {
  en: "Refused in the open: the requester's peer did not endorse the answer, or has no part in the ground that it cites. The reason is with the custodian's gateway.",
  zh: '已公开拒绝：请求方节点未对答复背书，或与其所引依据无关。理由由保管机关的网关留存。',
} as const;

function isRefusal(decision: Decision, reason: RefusalCode): boolean {
  return !decision.granted && decision.refusal === reason;
}

function recorded({ reason }: ReadingState): Decision {
  if (reason === undefined) return { granted: true, links: [] };
  return { granted: false, links: [{ holds: false, refusal: reason, rule: reason }], refusal: reason };
}
