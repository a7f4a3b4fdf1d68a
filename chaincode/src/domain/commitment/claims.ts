import { sha256 } from '@noble/hashes/sha2.js';
import { fromBase64url } from '../encoding/base64url.js';
import { utf8 } from '../encoding/bytes.js';
import { canonicalBytes } from '../encoding/canonical.js';
import { toDigest } from '../encoding/digest.js';
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
  return toDigest(new LeafHasher(context).leaf(path, claim));
}

/** The fixed order of a type's claims, which gives each its leaf: by code unit of the path. */
export function claimPaths(type: TypeBody): ClaimPath[] {
  return inOrder(type.claims);
}

/** Names of claims in the fixed order. */
export function inOrder(byPath: Readonly<Record<ClaimPath, unknown>>): ClaimPath[] {
  return (Object.keys(byPath) as ClaimPath[]).sort();
}

/** Leaf hashes of one declaration: what they have in common is hashed once. */
export class LeafHasher {
  readonly #common: ReturnType<typeof sha256.create>;

  constructor(context: Uint8Array) {
    this.#common = sha256
      .create()
      .update(Uint8Array.of(LEAF_PREFIX))
      .update(lengthPrefixed([context]));
  }

  leaf(path: ClaimPath, claim: SaltedClaim): Uint8Array {
    const own = lengthPrefixed([fromBase64url(claim.salt), utf8(path), canonicalBytes(claim.value)]);
    return this.#common.clone().update(own).digest();
  }
}

function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const part of parts) {
    view.setUint32(offset, part.length);
    bytes.set(part, offset + 4);
    offset += 4 + part.length;
  }
  return bytes;
}
