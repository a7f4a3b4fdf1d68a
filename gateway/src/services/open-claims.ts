import {
  agencyActor,
  fail,
  leavesOf,
  OnceError,
  parseClearBody,
  parseSealedPart,
  splitDeclarationId,
  type AgencyCode,
  type ClaimPath,
  type DeclarationBody,
  type DeclarationRecord,
  type SaltedClaims,
  type SealedPart,
} from '@onceledger/chaincode/domain';
import type { OpeningKey } from '../crypto/jwe.js';
import { open } from '../crypto/sealing.js';
import { bodyOf } from '../verification/judge-declarations.js';
import type { Context } from './context.js';
import { contextOfBody } from './declaration-draft.js';

/** The sealed part as one's own peer has it. Undefined where it has none. */
export async function findSealed(
  { ledger }: Context,
  { id, version }: Pick<DeclarationRecord, 'id' | 'version'>,
): Promise<SealedPart | undefined> {
  return absent(async () =>
    parseSealedPart(await ledger.query('declarations:sealed', [id, String(version)])),
  );
}

/** Every claim that can be had: in clear on the chain, in `bodies`, and with these keys in the sealed part. Each fits its leaf. */
export async function openClaims(
  context: Context,
  record: DeclarationRecord,
  keys: readonly OpeningKey[],
): Promise<SaltedClaims> {
  const body = bodyOf(record);
  const sealed = body.sealed && keys.length > 0 ? await openSealed(context, record, body, keys) : {};
  const missing = Object.keys(body.leaves).some((path) => !Object.hasOwn(sealed, path));
  const clear = missing ? await clearBody(context, record) : {};
  assertLeaves(context, body, { ...clear, ...sealed });
  return { ...body.clear, ...clear, ...sealed };
}

async function openSealed(
  context: Context,
  record: DeclarationRecord,
  body: DeclarationBody,
  keys: readonly OpeningKey[],
): Promise<SaltedClaims> {
  const part = await findSealed(context, record);
  if (part === undefined) return {};
  return open(part, keys, { commitment: body.commitment, context: contextOfBody(body, context.ledger.id) });
}

async function clearBody(
  { ledger }: Context,
  { id, version }: Pick<DeclarationRecord, 'id' | 'version'>,
): Promise<SaltedClaims> {
  const found = await absent(async () =>
    parseClearBody(await ledger.query('declarations:clearBody', [id, String(version)])),
  );
  return found?.clear ?? {};
}

/** @throws COMMITMENT_INVALID naming the first claim that opens another leaf than the one signed */
export function assertLeaves(
  { ledger }: Pick<Context, 'ledger'>,
  body: DeclarationBody,
  claims: SaltedClaims,
): void {
  const place = contextOfBody(body, ledger.id);
  const expected = { ...leavesOf(place, body.clear), ...body.leaves };
  const opened = leavesOf(place, claims);
  // Object.keys forgets that the names are parsed claim paths.
  const paths = Object.keys(opened) as ClaimPath[];
  const wrong = paths.find((path) => opened[path] !== expected[path]);
  if (wrong !== undefined) throw fail('COMMITMENT_INVALID', `claim ${wrong} does not open its leaf`);
}

/** The custodian's keys for one declarant: its published ones, and the one kept for him alone. */
export async function custodianKeys(
  { custody, keys }: Context,
  custodian: AgencyCode,
  record: Pick<DeclarationRecord, 'id'>,
): Promise<readonly OpeningKey[]> {
  const actor = agencyActor(custodian);
  const own = await custody.key(actor, splitDeclarationId(record.id).declarant);
  return [...(own === undefined ? [] : [own]), ...(await keys.opening(actor))];
}

async function absent<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof OnceError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
