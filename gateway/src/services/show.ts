import {
  declarantActor,
  splitActor,
  type Actor,
  type ClaimPath,
  type DeclarationId,
  type DeclarationRecord,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import type { OpeningKey } from '../crypto/jwe.js';
import type { Context } from './context.js';
import { typeBodyOf } from './declaration-draft.js';
import { custodianKeys, openClaims } from './open-claims.js';
import { bodyOf } from '../verification/judge-declarations.js';
import type { OpenedDeclaration } from './types.js';

/** What a declaration says to this caller: public claims to everybody, private ones to whoever's keys open them. */
export async function showDeclaration(
  context: Context,
  id: DeclarationId,
  as?: Actor,
): Promise<OpenedDeclaration> {
  const { record } = await context.records.declaration(id);
  const opened = await openClaims(context, record, await keysFor(context, record, as));
  const body = bodyOf(record);
  // Object.entries and Object.keys forget that the names are parsed claim paths.
  const values = Object.entries(opened).map(([path, { value }]) => [path, value] as const);
  const claims: Readonly<Record<ClaimPath, JsonValue>> = Object.fromEntries(values);
  const closed = (Object.keys(body.leaves) as ClaimPath[]).filter((path) => !Object.hasOwn(claims, path));
  return { claims, closed, record };
}

export async function keysFor(
  context: Context,
  record: DeclarationRecord,
  as?: Actor,
): Promise<readonly OpeningKey[]> {
  if (as === undefined) return [];
  if (as === declarantActor(record.declarant)) return context.keys.opening(as);
  const type = typeBodyOf((await context.records.entry(...refOf(record))).record);
  return splitActor(as).agency === type.custodian ? custodianKeys(context, type.custodian, record) : [];
}

function refOf({ type }: DeclarationRecord): [id: string, version: string] {
  const at = type.indexOf('@');
  return [type.slice(0, at), type.slice(at + 1)];
}
