import { fail } from '../errors/once-error.js';
import { HASH_BYTES, emptyRoot, nodeHash, splitPoint } from './merkle-hash.js';
import { consistencyPath, inclusionPath } from './merkle-paths.js';

/** Where a tree keeps the hashes of its complete subtrees: a node of level l covers 2^l leaves, level 0 are the leaves. */
export interface MerkleNodes {
  /** The 32 bytes put there before. */
  get(level: number, index: number): Uint8Array;
  /** Within a level, indexes come in order without gap; after a restart the last ones may come again, unchanged. */
  put(level: number, index: number, hash: Uint8Array): void;
}

/** Hashes of one level that are allocated together. */
const CHUNK = 128;

/** Hashes in memory: 64 bytes a leaf, in chunks, so that growing copies nothing. */
export class MemoryMerkleNodes implements MerkleNodes {
  readonly #levels: Uint8Array[][] = [];

  get(level: number, index: number): Uint8Array {
    const chunk = this.#levels[level]?.[Math.floor(index / CHUNK)];
    if (chunk === undefined) throw fail('INTERNAL', 'a Merkle tree lacks one of its own nodes');
    const at = (index % CHUNK) * HASH_BYTES;
    return chunk.subarray(at, at + HASH_BYTES);
  }

  put(level: number, index: number, hash: Uint8Array): void {
    const chunks = (this.#levels[level] ??= []);
    const chunk = (chunks[Math.floor(index / CHUNK)] ??= new Uint8Array(CHUNK * HASH_BYTES));
    chunk.set(hash, (index % CHUNK) * HASH_BYTES);
  }
}

/**
 * An append-only Merkle tree (RFC 9162 section 2.1) that keeps the hash of every complete subtree: an append costs one hash
 * on average, root and proofs for any size so far O(log n).
 */
export class MerkleTree {
  readonly #nodes: MerkleNodes;
  #size: number;

  /** Continues the tree of `size` leaves whose nodes are in `nodes`. */
  constructor(nodes: MerkleNodes = new MemoryMerkleNodes(), size = 0) {
    this.#nodes = nodes;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  /** `leafHash`: 32 bytes, prefix 0x00 already applied. @returns the leaf's index */
  append(leafHash: Uint8Array): number {
    if (leafHash.length !== HASH_BYTES) throw fail('INPUT_INVALID', 'a leaf hash has 32 bytes');
    const leaf = this.#size;
    let [level, index, hash] = [0, leaf, leafHash];
    this.#nodes.put(level, index, hash);
    while (index % 2 === 1) {
      hash = nodeHash(this.#nodes.get(level, index - 1), hash);
      index = (index - 1) / 2;
      level++;
      this.#nodes.put(level, index, hash);
    }
    this.#size = leaf + 1;
    return leaf;
  }

  /** Root of the first `size` leaves. */
  root(size = this.#size): Uint8Array {
    this.#assertSize(size);
    return size === 0 ? emptyRoot() : this.#subtree(0, size);
  }

  /** Proof that leaf `index` is among the first `size`. @throws INPUT_INVALID outside the tree */
  inclusion(index: number, size = this.#size): Uint8Array[] {
    this.#assertSize(size);
    return inclusionPath(index, size, (from, to) => this.#subtree(from, to));
  }

  /** Proof that the tree of `oldSize` leaves is the beginning of that of `size`. @throws INPUT_INVALID outside the tree */
  consistency(oldSize: number, size = this.#size): Uint8Array[] {
    this.#assertSize(size);
    return consistencyPath(oldSize, size, (from, to) => this.#subtree(from, to));
  }

  /** `from` is a multiple of the power of two that covers the range, as RFC 9162's splits make it. */
  #subtree(from: number, to: number): Uint8Array {
    const size = to - from;
    const level = Math.log2(size);
    // A copy: the node store may change or hand out its own memory.
    if (Number.isInteger(level)) return this.#nodes.get(level, from / size).slice();
    const middle = from + splitPoint(size);
    return nodeHash(this.#subtree(from, middle), this.#subtree(middle, to));
  }

  #assertSize(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0 || size > this.#size) {
      throw fail('INPUT_INVALID', 'the tree has not so many leaves');
    }
  }
}
