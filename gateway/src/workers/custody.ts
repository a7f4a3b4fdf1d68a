import {
  agencyActor,
  canonicalize,
  claimsSchema,
  fail,
  OnceError,
  splitDeclarationId,
  TRANSIENT,
  type CustodyBody,
  type DeclarationRecord,
  type SaltedClaims,
  type SealedPart,
  type TypeBody,
} from '@onceledger/chaincode/domain';
import type { OpeningKey } from '../crypto/jwe.js';
import { openToRewrap, type OpenedPart } from '../crypto/sealing.js';
import type { Context } from '../services/context.js';
import { contextOfBody, typeBodyOf } from '../services/declaration-draft.js';
import { toJson } from '../services/json.js';
import { assertLeaves, custodianKeys, findSealed } from '../services/open-claims.js';
import { LONG, sign } from '../services/sign.js';
import { bodyOf } from '../verification/judge-declarations.js';
import { genuine } from '../verification/world.js';
import { submitPrepared, type Prepared } from './prepared.js';
import type { Task } from './task-queue.js';

/** Private data can reach a peer after the block: so often is a missing part asked for before it is reported. */
const MISSING_ATTEMPTS = 6;
type Reason = NonNullable<CustodyBody['reason']>;

/**
 * The custodian's first duty: open the sealed part, verify every leaf, and commit `held` by resealing it to a key of its own
 * for this declarant; or commit why it cannot.
 */
export async function takeCustody(context: Context, task: Task): Promise<void> {
  const at = task.target.lastIndexOf('@');
  const id = task.target.slice(0, at);
  const version = Number(task.target.slice(at + 1));
  const record = await genuine(context.world, 'declaration', id);
  if (record.version !== version || (await context.readModel.custody(id, version)) !== undefined) return;
  const type = typeBodyOf(await genuine(context.world, 'catalogue-entry', record.type));
  if ((await context.keys.opening(agencyActor(type.custodian))).length === 0)
    throw fail('KEY_MISSING', `no encryption key of ${type.custodian}`);
  await submitPrepared(context, task, () => prepare(context, task, record, type));
}

async function prepare(
  context: Context,
  task: Task,
  record: DeclarationRecord,
  type: TypeBody,
): Promise<Prepared> {
  const sealed = await findSealed(context, record);
  if (sealed === undefined) {
    if (task.attempts < MISSING_ATTEMPTS)
      throw fail('NOT_FOUND', `the sealed part of ${record.id} has not arrived`);
    return unopenable(context, record, type, 'MISSING');
  }
  const keys = await custodianKeys(context, type.custodian, record);
  const opened = await openPart(context, record, { keys, sealed, type });
  return typeof opened === 'string'
    ? unopenable(context, record, type, opened)
    : held(context, record, type, opened);
}

/** The opened part where everything in it is as it must be, otherwise what is wrong. */
async function openPart(
  context: Context,
  record: DeclarationRecord,
  { keys, sealed, type }: { keys: readonly OpeningKey[]; sealed: SealedPart; type: TypeBody },
): Promise<OpenedPart | Reason> {
  const body = bodyOf(record);
  const binding = { commitment: body.commitment, context: contextOfBody(body, context.ledger.id) };
  try {
    const opened = await openToRewrap(sealed, keys, binding);
    const { claims } = opened;
    const complete = Object.keys(body.leaves).every((path) => Object.hasOwn(claims, path));
    if (!complete) return 'COMMITMENT';
    assertLeaves(context, body, claims);
    return fitsSchema(context, type, { ...body.clear, ...claims }) ? opened : 'SCHEMA';
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    if (error.code === 'COMMITMENT_INVALID') return 'COMMITMENT';
    if (error.code === 'SEALED_PART_INVALID') return error.detail === 'NO_KEY' ? 'NO_KEY' : 'DECRYPTION';
    throw error;
  }
}

/** Contracts see public claims only: nobody before the custodian can hold private ones to their schema. */
function fitsSchema({ schemas }: Context, type: TypeBody, claims: SaltedClaims): boolean {
  const present = Object.entries(claims).filter(([, { value }]) => value !== null);
  const values = Object.fromEntries(present.map(([path, { value }]) => [path, value]));
  return schemas.compile(claimsSchema(type, 'all'))(values).length === 0;
}

async function held(
  context: Context,
  record: DeclarationRecord,
  type: TypeBody,
  opened: OpenedPart,
): Promise<Prepared> {
  const custodian = agencyActor(type.custodian);
  const { declarant } = splitDeclarationId(record.id);
  const recipient = await context.custody.recipient(custodian, declarant);
  const part = await opened.rewrap([recipient]);
  const { id: declaration, version } = record;
  const act = await sign(
    context,
    {
      act: 'custody.reseal',
      body: { cause: 'held', declaration, version },
      lifetime: LONG,
      target: declaration,
    },
    { as: custodian, idempotencyKey: `held-${record.commitment.root}` },
  );
  const transient = { [TRANSIENT.sealed]: canonicalize(toJson(part)) };
  return { act, options: { parties: [context.ledger.organization], transient } };
}

async function unopenable(
  context: Context,
  { commitment, id: declaration, version }: DeclarationRecord,
  type: TypeBody,
  reason: Reason,
): Promise<Prepared> {
  const act = await sign(
    context,
    {
      act: 'custody.report',
      body: { declaration, reason, state: 'unopenable', version },
      lifetime: LONG,
      target: declaration,
    },
    { as: agencyActor(type.custodian), idempotencyKey: `unopenable-${commitment.root}` },
  );
  return { act, options: {} };
}
