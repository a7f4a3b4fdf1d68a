import { fromBase64url } from '../encoding/base64url.js';
import { toDigest } from '../encoding/digest.js';
import { fail, OnceError } from '../errors/once-error.js';
import type { ClaimPath, Digest } from '../ids.js';
import type { Commitment, SaltedClaim, SaltedClaims } from '../records/declaration.js';
import { COMMITMENT_SUITE, inOrder, leafDigest } from './claims.js';
import { inclusionProof, merkleRoot, verifyInclusion } from './merkle.js';

export type Leaves = Readonly<Record<ClaimPath, Digest>>;

/** Opens one claim of a commitment; `path` goes from the leaf's sibling up. */
export interface ClaimProof {
  readonly index: number;
  readonly size: number;
  readonly path: readonly Digest[];
}

/** Commits to the claims of a declaration: every one of its type, absent ones as salted null. */
export function commit(
  context: Uint8Array,
  claims: SaltedClaims,
): { readonly commitment: Commitment; readonly leaves: Leaves } {
  const leaves = leavesOf(context, claims);
  return { commitment: { root: rootOf(leaves), suite: COMMITMENT_SUITE }, leaves };
}

/** Leaf digests of the claims given, in the fixed order. */
export function leavesOf(context: Uint8Array, claims: SaltedClaims): Leaves {
  const leaves = entriesInOrder(claims).map(
    ([path, claim]) => [path, leafDigest(context, path, claim)] as const,
  );
  return Object.fromEntries(leaves);
}

/** Root of the tree over all leaves in the fixed order. */
export function rootOf(leaves: Leaves): Digest {
  return toDigest(merkleRoot(hashesInOrder(leaves)));
}

/** @throws COMMITMENT_INVALID where the declaration has no such claim */
export function claimProof(leaves: Leaves, path: ClaimPath): ClaimProof {
  const index = inOrder(leaves).indexOf(path);
  if (index < 0) throw fail('COMMITMENT_INVALID', `no claim ${path}`);
  const hashes = hashesInOrder(leaves);
  return { index, size: hashes.length, path: inclusionProof(hashes, index).map(toDigest) };
}

/** Whether `root` commits to exactly this claim at this path, place and context. Never throws. */
export function verifyClaim(
  root: Digest,
  context: Uint8Array,
  path: ClaimPath,
  claim: SaltedClaim,
  proof: ClaimProof,
): boolean {
  try {
    return verifyInclusion({
      root: fromBase64url(root),
      leaf: fromBase64url(leafDigest(context, path, claim)),
      index: proof.index,
      size: proof.size,
      proof: proof.path.map(fromBase64url),
    });
  } catch (error) {
    if (error instanceof OnceError) return false;
    throw error;
  }
}

function hashesInOrder(leaves: Leaves): Uint8Array[] {
  return entriesInOrder(leaves).map(([, leaf]) => fromBase64url(leaf));
}

function entriesInOrder<T>(byPath: Readonly<Record<ClaimPath, T>>): [ClaimPath, T][] {
  return (Object.entries(byPath) as [ClaimPath, T][]).sort(([one], [other]) => (one < other ? -1 : 1));
}
