import {
  agencyActor,
  fail,
  OnceError,
  parseBody,
  parseDelivery,
  parseSalt,
  type ClaimPath,
  type CollectedClaims,
  type DeclarationRecord,
  type Delivery,
  type DeliveryContent,
  type Digest,
  type ReadingRecord,
  type ReceiveBody,
  type RejectionCode,
  type RequestBody,
} from '@onceledger/chaincode/domain';
import { deliveryDigest, openDelivery } from '../crypto/delivery.js';
import { actsOf, blindedOptions, openBlinded } from '../services/blinded.js';
import type { Context } from '../services/context.js';
import { typeBodyOf } from '../services/declaration-draft.js';
import { putIntoInbox } from '../services/inbox.js';
import { assertLeaves } from '../services/open-claims.js';
import { LONG, randomSalt, sign } from '../services/sign.js';
import { bodyOf } from '../verification/judge-declarations.js';
import { firstBody } from '../verification/judge-readings.js';
import { genuine } from '../verification/world.js';
import { submitPrepared, type Prepared } from './prepared.js';
import type { Task } from './task-queue.js';

const MISSING_ATTEMPTS = 6;

/**
 * The collector: opens a delivery, verifies every leaf, the attestation and the acts against the ledger that this gateway
 * validated, hands the claims to the agency's inbox and commits `received`, or `rejected` with the reason.
 */
export async function receiveReading(context: Context, task: Task): Promise<void> {
  const stored = await context.readModel.reading(task.target);
  if (stored === undefined || stored.record.status !== 'granted') return;
  const { record, genuine: sound } = stored;
  await submitPrepared(context, task, async () => {
    const acts = 'blinded' in record ? await openBlinded(context, record) : await actsOf(context, record);
    const request = firstBody(acts, 'reading.request');
    const delivery = await findDelivery(context, record);
    if (delivery === undefined && task.attempts < MISSING_ATTEMPTS)
      throw fail('NOT_FOUND', `the delivery of ${record.id} has not arrived`);
    const answer = acts[1] === undefined ? undefined : parseBody('reading.answer', acts[1].body);
    const named = answer?.decision === 'granted' ? answer.delivery : undefined;
    const fits = delivery !== undefined && deliveryDigest(delivery) === named;
    const rejection = sound ? await collect(context, request, fits ? delivery : undefined) : 'ACT';
    return signReceipt(context, record, request, { previous: stored.digest, rejection });
  });
}

async function findDelivery({ ledger }: Context, { id }: ReadingRecord): Promise<Delivery | undefined> {
  try {
    return parseDelivery(await ledger.query('readings:delivery', [id]));
  } catch (error) {
    if (error instanceof OnceError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Undefined where the claims are in the inbox; otherwise why not. */
async function collect(
  context: Context,
  request: RequestBody,
  delivery: Delivery | undefined,
): Promise<RejectionCode | undefined> {
  if (delivery === undefined) return 'DELIVERY_MISSING';
  try {
    const content = await opened(context, request, delivery);
    const record = await context.readModel.declarationVersion(request.declaration, request.version);
    if (record === undefined) return 'ATTESTATION';
    const problem = await problemOf(context, request, content, record);
    if (problem === undefined) await putIntoInbox(context, await collected(context, content, record));
    return problem;
  } catch (error) {
    if (error instanceof OnceError && error.code === 'DELIVERY_REJECTED')
      return error.detail === 'CLAIMS' ? 'CLAIMS' : 'DECRYPTION';
    throw error;
  }
}

async function opened(
  { keys }: Context,
  { deliverTo, requester }: RequestBody,
  delivery: Delivery,
): Promise<DeliveryContent> {
  const own = await keys.opening(agencyActor(requester));
  const key = own.find(({ kid }) => kid === deliverTo);
  if (key === undefined) throw fail('KEY_MISSING', `no encryption key ${deliverTo} of ${requester}`);
  return openDelivery(delivery, key);
}

async function problemOf(
  context: Context,
  request: RequestBody,
  content: DeliveryContent,
  record: DeclarationRecord,
): Promise<RejectionCode | undefined> {
  const { claims, declaration, reading, version } = content;
  const asked = [...request.claims].sort().join(' ');
  const exact = Object.keys(claims).sort().join(' ') === asked;
  if (
    !exact ||
    declaration !== request.declaration ||
    reading !== request.reading ||
    version !== request.version
  )
    return 'CLAIMS';
  try {
    assertLeaves(context, bodyOf(record), claims);
  } catch (error) {
    if (error instanceof OnceError) return 'COMMITMENT';
    throw error;
  }
  const type = typeBodyOf(await genuine(context.world, 'catalogue-entry', record.type));
  const attested = ['attested', 'suspended'].includes(record.status);
  return type.attested && !attested && request.purpose.kind !== 'attestation' ? 'ATTESTATION' : undefined;
}

async function collected(
  context: Context,
  { claims, reading }: DeliveryContent,
  record: DeclarationRecord,
): Promise<CollectedClaims> {
  const type = typeBodyOf(await genuine(context.world, 'catalogue-entry', record.type));
  // Object.entries forgets that the names are parsed claim paths.
  const entries = Object.entries(claims).map(([path, { value }]) => [path, value] as const);
  const values: Readonly<Record<ClaimPath, unknown>> = Object.fromEntries(entries);
  return {
    asOf: record.statusAt,
    claims: values,
    declaration: record.id,
    origin: record.origin,
    reading,
    source: type.provider,
    status: record.status,
    version: record.version,
  };
}

async function signReceipt(
  context: Context,
  record: ReadingRecord,
  { reading, requester }: RequestBody,
  { previous, rejection }: { readonly previous: Digest; readonly rejection: RejectionCode | undefined },
): Promise<Prepared> {
  const salt = parseSalt(randomSalt());
  const body: ReceiveBody =
    rejection === undefined
      ? { reading, result: 'received', salt }
      : { reading, reason: rejection, result: 'rejected', salt };
  const act = await sign(
    context,
    { act: 'reading.receive', body, lifetime: LONG, previous, target: reading },
    { as: agencyActor(requester), idempotencyKey: `receive-${reading}` },
  );
  // The purge of the delivery is this organization's own to endorse.
  const parties = 'blinded' in record ? record.parties : [record.requesterOrganization];
  return {
    act,
    options: 'blinded' in record ? await blindedOptions(context, [record], parties) : { parties },
  };
}
