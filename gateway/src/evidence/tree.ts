import { createHash } from 'node:crypto';

/** RFC 6962 section 2.1 over SHA-256, on node:crypto: the log hashes every write of a ledger. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return createHash('sha256').update(LEAF).update(entry).digest();
}
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const EMPTY: Uint8Array = createHash('sha256').digest();

/** Complete subtrees: the node at (level, index) covers the 2^level leaves from index × 2^level on. */
export interface Nodes {
  node(level: number, index: number): Promise<Uint8Array>;
}

/** The complete subtrees of one size, from the largest to the smallest: all that appending and the root need. */
export class Frontier {
  readonly #subtrees: Uint8Array[];
  #size: number;

  constructor(size = 0, subtrees: readonly Uint8Array[] = []) {
    this.#size = size;
    this.#subtrees = [...subtrees];
  }

  static async read(size: number, nodes: Nodes): Promise<Frontier> {
    return new Frontier(
      size,
      await Promise.all(subtreesOf(0, size).map(([level, index]) => nodes.node(level, index))),
    );
  }

  get size(): number {
    return this.#size;
  }

  /** Calls `complete` for every subtree that the leaf completes, the leaf itself first. */
  append(
    leaf: Uint8Array,
    complete: (level: number, index: number, hash: Uint8Array) => void = () => undefined,
  ): void {
    let hash = leaf;
    let index = this.#size;
    let level = 0;
    complete(level, index, hash);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      hash = nodeHash(this.#subtrees.pop() ?? EMPTY, hash);
      level += 1;
      complete(level, (index - 1) / 2, hash);
    }
    this.#subtrees.push(hash);
    this.#size += 1;
  }

  root(): Uint8Array {
    return fold(this.#subtrees);
  }
}

/** RFC 6962's audit path of one leaf in the tree of the first `size` leaves. */
export async function inclusionPath(nodes: Nodes, index: number, size: number): Promise<Uint8Array[]> {
  const path: Uint8Array[] = [];
  let [start, count] = [0, size];
  while (count > 1) {
    const half = largestPowerBelow(count);
    const left = index < start + half;
    path.unshift(
      left ? await rangeHash(nodes, start + half, count - half) : await rangeHash(nodes, start, half),
    );
    [start, count] = left ? [start, half] : [start + half, count - half];
  }
  return path;
}

/** Root over `count` leaves from `start` on, where `start` is what RFC 6962's recursion reaches. */
export async function rangeHash(nodes: Nodes, start: number, count: number): Promise<Uint8Array> {
  return fold(await Promise.all(subtreesOf(start, count).map(([level, index]) => nodes.node(level, index))));
}

/** The complete subtrees that make up a range, largest first. */
function subtreesOf(start: number, count: number): (readonly [level: number, index: number])[] {
  const subtrees: (readonly [number, number])[] = [];
  for (let [at, left] = [start, count]; left > 0;) {
    const level = Math.floor(Math.log2(left));
    const width = 2 ** level;
    subtrees.push([level, at / width]);
    at += width;
    left -= width;
  }
  return subtrees;
}

function fold(subtrees: readonly Uint8Array[]): Uint8Array {
  return subtrees.length === 0 ? EMPTY : subtrees.reduceRight((right, left) => nodeHash(left, right));
}

function largestPowerBelow(count: number): number {
  const power = 2 ** Math.floor(Math.log2(count));
  return power === count ? count / 2 : power;
}
