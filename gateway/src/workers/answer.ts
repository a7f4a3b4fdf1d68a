import {
  agencyActor,
  authorize,
  canonicalize,
  fail,
  parseSalt,
  splitDeclarationId,
  TRANSIENT,
  type AgencyRecord,
  type AnswerBody,
  type Decision,
  type Delivery,
  type ReadingFacts,
  type ReadingRecord,
  type RequestBody,
} from '@onceledger/chaincode/domain';
import { deliveryDigest, sealDelivery } from '../crypto/delivery.js';
import { actsOf, blindedOptions, openBlinded, type Blindable } from '../services/blinded.js';
import type { Context } from '../services/context.js';
import { pick, typeBodyOf } from '../services/declaration-draft.js';
import { toJson } from '../services/json.js';
import { custodianKeys, openClaims } from '../services/open-claims.js';
import { readingFacts } from '../services/reading-facts.js';
import { LONG, randomSalt, sign } from '../services/sign.js';
import { firstBody } from '../verification/judge-readings.js';
import { preparedFor, submitStored, type Prepared } from './prepared.js';
import { assertHolds, isHeldBack, refuseInTheOpen } from './refuse.js';
import type { Task } from './task-queue.js';

/**
 * The custodian answers a committed request: granted with the sealed delivery, or refused with the reason, as the policy
 * engine decides on state that this gateway validated. What is forged gets no answer at all.
 */
export async function answerReading(context: Context, task: Task): Promise<void> {
  const stored = await context.readModel.reading(task.target);
  if (stored === undefined || stored.record.status !== 'requested') return;
  if (!stored.genuine) throw fail('NOT_VERIFIED', `the request of ${task.target} is forged`);
  const { record } = stored;
  const prepared = await preparedFor(context, task, () => prepare(context, record));
  if (prepared.inTheOpen === true) return refuseInTheOpen(context, record, prepared);
  try {
    await submitStored(context, prepared);
  } catch (error) {
    if (!isHeldBack(context, task, { prepared, record })) throw error;
    await assertHolds(context, prepared);
    await refuseInTheOpen(context, record, prepared);
  }
}

async function prepare(context: Context, record: ReadingRecord): Promise<Prepared> {
  const acts = 'blinded' in record ? await openBlinded(context, record) : await actsOf(context, record);
  const request = firstBody(acts, 'reading.request');
  const facts = await readingFacts(context, record, request, context.clock.now());
  const answered = await decide(context, request, facts);
  const { grounds, undisclosed } = facts;
  const prepared = await signAnswer(context, record, { ...answered, grounds, request });
  const isKept = undisclosed && 'blinded' in record && answered.body.decision === 'refused';
  // The act alone: what would travel beside it is nobody's but this organization's.
  return isKept ? { act: prepared.act, inTheOpen: true, options: {} } : prepared;
}

interface Answered {
  readonly body: AnswerBody;
  readonly delivery?: Delivery;
}

async function decide(context: Context, request: RequestBody, facts: ReadingFacts): Promise<Answered> {
  const decision: Decision = authorize(facts);
  const salt = parseSalt(randomSalt());
  const { reading } = request;
  if (!decision.granted) return { body: { decision: 'refused', reading, reason: decision.refusal, salt } };
  const { declaration, requester, type } = facts;
  if (declaration === undefined || requester === undefined || type === undefined)
    throw fail('INTERNAL', `granted without a declaration: ${reading}`);
  const keys = await custodianKeys(context, typeBodyOf(type).custodian, declaration);
  const claims = await openClaims(context, declaration, keys);
  const wanted = new Set<string>(request.claims);
  const granted = pick(claims, (path) => wanted.has(path));
  if (Object.keys(granted).length !== wanted.size)
    throw fail('KEY_MISSING', `not every claim of ${declaration.id} opens here`);
  const content = { claims: granted, declaration: declaration.id, reading, version: request.version };
  const delivery = await sealDelivery(content, deliveryKey(requester, request));
  return { body: { decision: 'granted', delivery: deliveryDigest(delivery), reading, salt }, delivery };
}

function deliveryKey({ agency }: AgencyRecord, { deliverTo }: RequestBody) {
  const key = agency.keys.find(({ kid, use }) => kid === deliverTo && use === 'encrypt');
  if (key === undefined) throw fail('KEY_MISSING', `${deliverTo} is no key of ${agency.code}`);
  return { jwk: key.jwk, kid: key.kid };
}

async function signAnswer(
  context: Context,
  record: ReadingRecord,
  answered: Answered & { readonly request: RequestBody; readonly grounds: readonly Blindable[] },
): Promise<Prepared> {
  const { body, delivery, grounds, request } = answered;
  const stored = await context.readModel.reading(record.id);
  const custodian = await custodianOf(context, request);
  const act = await sign(
    context,
    { act: 'reading.answer', body, lifetime: LONG, previous: stored?.digest, target: record.id },
    { as: custodian, idempotencyKey: `answer-${record.id}` },
  );
  const transient = delivery === undefined ? {} : { [TRANSIENT.delivery]: canonicalize(toJson(delivery)) };
  const parties =
    'blinded' in record ? record.parties : delivery === undefined ? [] : [record.requesterOrganization];
  const base =
    'blinded' in record ? await blindedOptions(context, [record, ...grounds], parties) : { parties };
  return { act, options: { ...base, transient: { ...base.transient, ...transient } } };
}

/** The custodian of the type, in effect or as it last was, whatever became of the declaration. */
async function custodianOf({ readModel }: Context, { declaration }: RequestBody) {
  const { type: id } = splitDeclarationId(declaration);
  const entry = (await readModel.entry(id)) ?? (await readModel.latestEntry(id));
  if (entry === undefined) throw fail('NOT_FOUND', `declaration type ${id}`);
  return agencyActor(typeBodyOf(entry.record).custodian);
}
