import { fromBase64url } from '../encoding/base64url.js';
import { utf8 } from '../encoding/bytes.js';
import { canonicalBytes } from '../encoding/canonical.js';
import { sha256, toDigest } from '../encoding/digest.js';
import type { ClaimPath, DeclarantId, DeclarationId, Digest, EntryRef, LedgerId } from '../ids.js';
import type { TypeBody } from '../records/catalogue.js';
import type { SaltedClaim } from '../records/declaration.js';
import { LEAF_PREFIX } from './merkle-hash.js';

/** SHA-256, leaves and trees as in docs/spec/commitment.md; another suite is another name. */
export const COMMITMENT_SUITE = 'once-sha256-1';

/** What every leaf is bound to: it cannot be moved to another ledger, type, person, declaration or version. */
export interface CommitmentScope {
  readonly ledger: LedgerId;
  readonly type: EntryRef;
  readonly declarant: DeclarantId;
  readonly declaration: DeclarationId;
  readonly version: number;
}

/** Suite, ledger, type, declarant, declaration and version, each UTF-8 with its length before it (four bytes, big-endian). */
export function commitmentContext({
  ledger,
  type,
  declarant,
  declaration,
  version,
}: CommitmentScope): Uint8Array {
  return lengthPrefixed([COMMITMENT_SUITE, ledger, type, declarant, declaration, String(version)].map(utf8));
}

/** SHA-256(0x00 ‖ context ‖ salt ‖ path ‖ canonical value), each part with its length. */
export function leafDigest(context: Uint8Array, path: ClaimPath, claim: SaltedClaim): Digest {
  return toDigest(leafHashOf(context, path, claim));
}

/** The fixed order of a type's claims, which gives each its leaf: by code unit of the path. */
export function claimPaths(type: TypeBody): ClaimPath[] {
  return inOrder(type.claims);
}

/** Names of claims in the fixed order. */
export function inOrder(byPath: Readonly<Record<ClaimPath, unknown>>): ClaimPath[] {
  return (Object.keys(byPath) as ClaimPath[]).sort();
}

/** The same before it becomes text: 32 bytes. */
export function leafHashOf(context: Uint8Array, path: ClaimPath, claim: SaltedClaim): Uint8Array {
  const parts = [context, fromBase64url(claim.salt), utf8(path), canonicalBytes(claim.value)];
  return sha256(lengthPrefixed(parts, LEAF_PREFIX));
}

/** Each part after its length (four bytes, big-endian), all of them after the bytes of `prefix`. */
function lengthPrefixed(parts: readonly Uint8Array[], ...prefix: readonly number[]): Uint8Array {
  const size = parts.reduce((length, part) => length + 4 + part.length, prefix.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(prefix);
  let offset = prefix.length;
  for (const part of parts) {
    view.setUint32(offset, part.length);
    bytes.set(part, offset + 4);
    offset += 4 + part.length;
  }
  return bytes;
}
