import { fail } from '../errors/once-error.js';
import { splitPoint } from './merkle-hash.js';

/** Root of the subtree over leaves [from, to), to > from. */
export type SubtreeHash = (from: number, to: number) => Uint8Array;

/** PATH(m, D_n), RFC 9162 section 2.1.3.1: from the leaf's sibling up to the root's child. */
export function inclusionPath(index: number, size: number, subtree: SubtreeHash): Uint8Array[] {
  assertWithin(index, size - 1, 'index');
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      path.push(subtree(middle, to));
      to = middle;
    } else {
      path.push(subtree(from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** PROOF(m, D_n), RFC 9162 section 2.1.4.1. From the empty tree, and to itself, it is empty. */
export function consistencyPath(oldSize: number, size: number, subtree: SubtreeHash): Uint8Array[] {
  assertWithin(oldSize, size, 'old size');
  if (oldSize === 0 || oldSize === size) return [];
  const path: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      path.push(subtree(middle, to));
      to = middle;
    } else {
      path.push(subtree(from, middle));
      from = middle;
    }
  }
  // The verifier knows the old root already where the last subtree is the whole old tree.
  if (from !== 0) path.push(subtree(from, to));
  return path.reverse();
}

function assertWithin(value: number, largest: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > largest) {
    throw fail('INPUT_INVALID', `${name} is outside the tree`);
  }
}
