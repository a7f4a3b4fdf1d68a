import type { PrivateWriteSet } from '../chaincode/read-write-set.js';

interface Held {
  readonly kept: boolean;
  readonly sets: readonly PrivateWriteSet[];
  readonly size: number;
  readonly height: bigint;
}

type SetName = Pick<PrivateWriteSet, 'namespace' | 'collection' | 'hash'>;

/** `peer.gossip.pvtData.transientstoreMaxBlockRetention` of core.yaml. */
const RETENTION = 1000n;
const LIMIT = 256 * 1024 * 1024;

/**
 * Private write sets between endorsement and commit. In memory: a transaction whose sets are no longer here is refused
 * before it is ordered (`Orderer`), so that nothing VALID can lack its private data.
 */
export class TransientStore {
  readonly #held = new Map<string, Held>();
  #size = 0;

  put(transactionId: string, sets: readonly PrivateWriteSet[], height: bigint): void {
    const fresh = sets.filter((set) => !this.find(transactionId, set));
    if (fresh.length === 0) return;
    const size = fresh.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const held = this.#held.get(transactionId) ?? { kept: false, sets: [], size: 0, height };
    const sum = held.size + size;
    this.#held.set(transactionId, { ...held, sets: [...held.sets, ...fresh], size: sum, height });
    this.#size += size;
    this.#drop(({ height: at }) => this.#size > LIMIT || at + RETENTION < height);
  }

  /** The set behind a hash in a block; undefined where it never came or is no longer kept. */
  find(transactionId: string, { namespace, collection, hash }: SetName): PrivateWriteSet | undefined {
    return this.#held
      .get(transactionId)
      ?.sets.find(
        (set) =>
          set.namespace === namespace &&
          set.collection === collection &&
          Buffer.compare(set.hash, hash) === 0,
      );
  }

  /** It is about to be committed: no limit removes it any more. */
  keep(transactionId: string): void {
    const held = this.#held.get(transactionId);
    if (held) this.#held.set(transactionId, { ...held, kept: true });
  }

  remove(transactionId: string): void {
    const held = this.#held.get(transactionId);
    if (!held) return;
    this.#held.delete(transactionId);
    this.#size -= held.size;
  }

  /** Oldest first, as long as the rule says so: a Map keeps the order of insertion. */
  #drop(rule: (held: Held) => boolean): void {
    for (const [transactionId, held] of this.#held) {
      if (!rule(held)) return;
      if (!held.kept) this.remove(transactionId);
    }
  }
}
