import {
  canonicalBytes,
  fail,
  fromBase64url,
  type Actor,
  type Commitment,
  type JsonObject,
  type SaltedClaims,
  type SealedPart,
  type Wrap,
} from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import { decryptWith, encryptTo, type OpeningKey, type SealingKey } from './jwe.js';
import { openBox, sealBox } from './secret-box.js';
import { parseSaltedClaims } from './salted-claims.js';

/** A256KW around the content key, so that a custodian can replace a wrap without touching the body. */
const WRAP = 'ECDH-ES+A256KW';

export interface Recipient extends SealingKey {
  readonly owner: Actor;
}

/** What a sealed part belongs to; it opens nowhere else. */
export interface Binding {
  /** The declaration's commitment context (docs/spec/commitment.md). */
  readonly context: Uint8Array;
  readonly commitment: Commitment;
}

/** docs/spec/sealed-part.md: body under a fresh content key, the content key wrapped to each recipient. */
export async function seal(
  claims: SaltedClaims,
  recipients: readonly Recipient[],
  binding: Binding,
): Promise<SealedPart> {
  const contentKey = randomBytes(32);
  const body = sealBox(contentKey, canonicalBytes(claimsJson(claims)), additionalData(binding));
  const wraps = await Promise.all(recipients.map((recipient) => wrap(contentKey, recipient)));
  contentKey.fill(0);
  return { ...body, format: 1, suite: 'A256GCM', wraps };
}

/** @throws SEALED_PART_INVALID with the stage: no wrap for these keys, a wrap or the body that does not open */
export async function open(
  sealed: SealedPart,
  keys: readonly OpeningKey[],
  binding: Binding,
): Promise<SaltedClaims> {
  const { claims, forget } = await openToRewrap(sealed, keys, binding);
  forget();
  return claims;
}

/** An opened part whose content key is kept for a moment: opening a wrap costs more than anything else here. */
export interface OpenedPart {
  readonly claims: SaltedClaims;
  /** As the function of this name; forgets the content key. */
  readonly rewrap: (recipients: readonly Recipient[]) => Promise<SealedPart>;
  readonly forget: () => void;
}

/** As `open`, where new wraps can follow. @throws SEALED_PART_INVALID */
export async function openToRewrap(
  sealed: SealedPart,
  keys: readonly OpeningKey[],
  binding: Binding,
): Promise<OpenedPart> {
  const contentKey = await unwrap(sealed, keys);
  const forget = (): void => {
    contentKey.fill(0);
  };
  const opened = openBox(contentKey, sealed, additionalData(binding));
  if (opened === undefined) {
    forget();
    throw fail('SEALED_PART_INVALID', 'DECRYPTION');
  }
  const claims = parseSaltedClaims(opened);
  return { claims, forget, rewrap: (recipients) => replaceWraps(sealed, contentKey, recipients) };
}

/** The same body under the same content key; wraps of the recipients' owners are replaced, others stay. */
export async function rewrap(
  sealed: SealedPart,
  keys: readonly OpeningKey[],
  recipients: readonly Recipient[],
): Promise<SealedPart> {
  return replaceWraps(sealed, await unwrap(sealed, keys), recipients);
}

async function replaceWraps(
  sealed: SealedPart,
  contentKey: Uint8Array,
  recipients: readonly Recipient[],
): Promise<SealedPart> {
  const owners = new Set(recipients.map(({ owner }) => owner));
  const kept = sealed.wraps.filter(({ owner }) => !owners.has(owner));
  const added = await Promise.all(recipients.map((recipient) => wrap(contentKey, recipient)));
  contentKey.fill(0);
  return { ...sealed, wraps: [...kept, ...added] };
}

async function wrap(contentKey: Uint8Array, { jwk, kid, owner }: Recipient): Promise<Wrap> {
  return { jwe: await encryptTo({ jwk, kid }, contentKey, WRAP), kid, owner };
}

async function unwrap(sealed: SealedPart, keys: readonly OpeningKey[]): Promise<Uint8Array> {
  for (const { kid, jwe } of sealed.wraps) {
    const key = keys.find((candidate) => candidate.kid === kid);
    if (key === undefined) continue;
    const contentKey = await decryptWith(key, jwe, WRAP);
    if (contentKey?.length !== 32) throw fail('SEALED_PART_INVALID', 'DECRYPTION');
    return contentKey;
  }
  throw fail('SEALED_PART_INVALID', 'NO_KEY');
}

/** The context is self-delimiting, the root has 32 bytes. */
function additionalData({ context, commitment }: Binding): Uint8Array {
  return Buffer.concat([context, fromBase64url(commitment.root)]);
}

function claimsJson(claims: SaltedClaims): JsonObject {
  return Object.fromEntries(Object.entries(claims).map(([path, { salt, value }]) => [path, { salt, value }]));
}
