import { fail } from '@onceledger/chaincode/domain';
import { encodeReads } from './encode-rwset.js';
import { sha256 } from './hashes.js';
import type { MerkleSummary, Version } from './types.js';

/**
 * Summarizes a long range result as Fabric's endorsers do: every `maxDegree` + 1 reads are hashed together, every
 * `maxDegree` + 1 hashes of one level again, until at most `maxDegree` hashes are left on the highest level.
 */
export class MerkleSummaryBuilder {
  readonly #maxDegree: number;
  readonly #levels = new Map<number, readonly Uint8Array[]>();
  #pending: { key: string; version: Version }[] = [];
  #maxLevel = 1;

  /** @throws BLOCK_INVALID where the degree makes no tree */
  constructor(maxDegree: number) {
    if (maxDegree < 2) throw fail('BLOCK_INVALID', 'a range read is summarized with a degree below 2');
    this.#maxDegree = maxDegree;
  }

  add(read: { key: string; version: Version }): void {
    this.#pending.push(read);
    if (this.#pending.length > this.#maxDegree) this.#flush();
  }

  /** Undefined where the reads were too few to be summarized. */
  done(): MerkleSummary | undefined {
    if (this.#maxLevel === 1 && this.#level(1).length === 0) return undefined;
    if (this.#pending.length > 0) this.#flush();
    for (let level = 1; level < this.#maxLevel; level += 1) this.#lift(level);
    const top = this.#level(this.#maxLevel);
    if (top.length <= this.#maxDegree) return this.#summary(this.#maxLevel, top);
    return this.#summary(this.#maxLevel + 1, [sha256(top)]);
  }

  #summary(maxLevel: number, hashes: readonly Uint8Array[]): MerkleSummary {
    return { maxDegree: this.#maxDegree, maxLevel, hashes };
  }

  #flush(): void {
    this.#append(1, sha256([encodeReads(this.#pending)]));
    this.#pending = [];
    for (let level = 1; this.#level(level).length > this.#maxDegree; level += 1) this.#lift(level);
  }

  /** Replaces the hashes of a level by one on the next; a single one rises as it is. */
  #lift(level: number): void {
    const hashes = this.#level(level);
    const [only, another] = hashes;
    if (only === undefined) return;
    this.#levels.delete(level);
    this.#append(level + 1, another === undefined ? only : sha256(hashes));
  }

  #append(level: number, hash: Uint8Array): void {
    this.#levels.set(level, [...this.#level(level), hash]);
    this.#maxLevel = Math.max(this.#maxLevel, level);
  }

  #level(level: number): readonly Uint8Array[] {
    return this.#levels.get(level) ?? [];
  }
}
