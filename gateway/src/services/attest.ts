import {
  claimPaths,
  fail,
  parseReadingId,
  splitActor,
  type ClaimPath,
  type DeclarationRecord,
  type JsonObject,
  type JsonValue,
  type Outcome,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import { bodyOf } from '../verification/judge-declarations.js';
import type { Follower } from '../workers/follower.js';
import { changeStatus } from './change-status.js';
import type { Context } from './context.js';
import { typeBodyOf } from './declaration-draft.js';
import { openClaims } from './open-claims.js';
import { read } from './readings.js';
import type { Acting, AttestInput } from './types.js';

interface Opened {
  readonly claims: JsonObject;
  readonly reading?: ReadingId;
}

/**
 * The provider opens the private claims, itself by a reading that stands on the ledger first, compares them with its
 * register, and attests or refuses.
 */
export async function attest(
  context: Context,
  follower: Follower,
  input: AttestInput,
  acting: Acting,
): Promise<Committed<Outcome>> {
  await follower.catchUp();
  const known = await context.readModel.declaration(input.declaration);
  if (known === undefined) throw fail('NOT_FOUND', `declaration ${input.declaration}`);
  if (!known.genuine)
    throw fail('NOT_VERIFIED', `declaration ${input.declaration} carries acts that do not verify`);
  const { claims, reading } = await opened(context, follower, known.record, input, acting);
  const status = reading === undefined ? {} : { reading };
  const reason = input.refuse ?? differenceText((await input.register?.(claims)) ?? []);
  if (reason !== undefined)
    return changeStatus(context, 'declaration.refuse', input.declaration, { ...status, reason }, acting);
  const basis = input.register === undefined ? 'review' : 'register';
  return changeStatus(context, 'declaration.attest', input.declaration, { ...status, basis }, acting);
}

/** Paths only: a reason stands on the chain. */
function differenceText(paths: readonly ClaimPath[]): string | undefined {
  return paths.length === 0 ? undefined : `differs from the register: ${[...paths].sort().join(', ')}`;
}

async function opened(
  context: Context,
  follower: Follower,
  record: DeclarationRecord,
  { wait }: AttestInput,
  acting: Acting,
): Promise<Opened> {
  if (!bodyOf(record).sealed) return { claims: valuesOf(await openClaims(context, record, [])) };
  if (splitActor(acting.as).agency === undefined) throw fail('ACTOR_DENIED', 'the provider attests');
  const type = await typeOf(context, record);
  const request = {
    basis: { kind: 'attestation' },
    claims: claimPaths(typeBodyOf(type)),
    declaration: record.id,
    purpose: { kind: 'attestation' },
    version: record.version,
  } as const;
  const collected = await read(context, follower, request, {
    ...acting,
    ...(wait === undefined ? {} : { wait }),
  });
  // What was collected are parsed JSON values.
  return { claims: collected.claims as JsonObject, reading: parseReadingId(collected.reading) };
}

async function typeOf({ readModel }: Context, { type }: DeclarationRecord) {
  const at = type.indexOf('@');
  const entry = await readModel.entry(type.slice(0, at), Number(type.slice(at + 1)));
  if (entry === undefined) throw fail('NOT_FOUND', `declaration type ${type}`);
  return entry.record;
}

function valuesOf(claims: Readonly<Record<string, { readonly value: JsonValue }>>): JsonObject {
  return Object.fromEntries(Object.entries(claims).map(([path, { value }]) => [path, value]));
}
