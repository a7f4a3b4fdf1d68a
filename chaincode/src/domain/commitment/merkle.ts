import { HASH_BYTES, emptyRoot, nodeHash, splitPoint } from './merkle-hash.js';
import { consistencyPath, inclusionPath, type SubtreeHash } from './merkle-paths.js';

/** Root over leaf hashes in order, RFC 9162 section 2.1.1. */
export function merkleRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  return leafHashes.length === 0 ? emptyRoot() : subtreeOf(leafHashes)(0, leafHashes.length);
}

/** @throws INPUT_INVALID where there is no such leaf */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number): Uint8Array[] {
  return inclusionPath(index, leafHashes.length, subtreeOf(leafHashes));
}

/** That the first `oldSize` leaves are still the first. @throws INPUT_INVALID where there are fewer leaves */
export function consistencyProof(leafHashes: readonly Uint8Array[], oldSize: number): Uint8Array[] {
  return consistencyPath(oldSize, leafHashes.length, subtreeOf(leafHashes));
}

export interface Inclusion {
  readonly root: Uint8Array;
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.3.2. False for anything that does not verify; never throws. */
export function verifyInclusion({ root, leaf, index, size, proof }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || ![root, leaf, ...proof].every(isHash)) return false;
  const sides = siblingSides(index, size - 1);
  return sides.length === proof.length && equal(climb(leaf, proof, sides), root);
}

export interface Consistency {
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly oldSize: number;
  readonly newSize: number;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.4.2. False for anything that does not verify; never throws. */
export function verifyConsistency(claimed: Consistency): boolean {
  const { oldRoot, newRoot, oldSize, newSize, proof } = claimed;
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize) return false;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  if (oldSize === 0 && !equal(oldRoot, emptyRoot())) return false;
  if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot);
  return oldSize === 0 ? proof.length === 0 : verifyGrowth(claimed);
}

function verifyGrowth({ oldRoot, newRoot, oldSize, newSize, proof }: Consistency): boolean {
  let [position, last] = [oldSize - 1, newSize - 1];
  while (position % 2 === 1) [position, last] = [half(position), half(last)];
  // An old tree that is a whole subtree of the new one is its own first hash.
  const [first, ...rest] = position === 0 ? [oldRoot, ...proof] : proof;
  const sides = siblingSides(position, last);
  if (first === undefined || sides.length !== rest.length) return false;
  const inOld = rest.filter((_, step) => sides[step] === 'left');
  const oldSides = sides.filter((side) => side === 'left');
  return equal(climb(first, inOld, oldSides), oldRoot) && equal(climb(first, rest, sides), newRoot);
}

type Side = 'left' | 'right';

/** On which side each hash of a path joins, from the node at `position` up; `last` is the last node of its level. */
function siblingSides(position: number, last: number): Side[] {
  const sides: Side[] = [];
  while (last > 0) {
    const left = position % 2 === 1 || position === last;
    sides.push(left ? 'left' : 'right');
    // The right edge of a tree that is not full goes up without sibling.
    while (left && position % 2 === 0 && position !== 0) [position, last] = [half(position), half(last)];
    [position, last] = [half(position), half(last)];
  }
  return sides;
}

function climb(start: Uint8Array, path: readonly Uint8Array[], sides: readonly Side[]): Uint8Array {
  return path.reduce(
    (hash, sibling, step) => (sides[step] === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)),
    start,
  );
}

function subtreeOf(leafHashes: readonly Uint8Array[]): SubtreeHash {
  const subtree: SubtreeHash = (from, to) => {
    if (to - from === 1) return leafHashes[from] ?? emptyRoot();
    const middle = from + splitPoint(to - from);
    return nodeHash(subtree(from, middle), subtree(middle, to));
  };
  return subtree;
}

/** Sizes go beyond 32 bits, where shifts would wrap. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === HASH_BYTES;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}
