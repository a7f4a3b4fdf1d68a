import { toBase64url, utf8 } from '@onceledger/chaincode/domain';
import type { Version } from '@onceledger/network/blocks';
import type { BlockEffects, ChainStore } from '../replica/types.js';
import { keyOf, type RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';

interface Entry {
  readonly value: Uint8Array;
  readonly version: Version;
}

/** State of one walk over a chain, in memory: an audit keeps nothing and believes nothing that it did not compute. */
export class MemoryChainStore implements ChainStore {
  readonly #state = new Map<string, Map<string, Entry>>();
  readonly #hashed = new Map<string, Version>();
  readonly #records = new Map<string, Known>();
  readonly #transactions = new Set<string>();

  version(namespace: string, key: string): Version | undefined {
    return this.#state.get(namespace)?.get(key)?.version;
  }

  hashedVersion(namespace: string, collection: string, keyHash: Uint8Array): Version | undefined {
    return this.#hashed.get(hashedName(namespace, collection, keyHash));
  }

  hasTransaction(transactionId: string): boolean {
    return this.#transactions.has(transactionId);
  }

  value(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#state.get(namespace)?.get(key)?.value);
  }

  record(name: RecordName): Promise<Known | undefined> {
    return Promise.resolve(this.#records.get(keyOf(name)));
  }

  /** Sorted at each call: the contracts scan no range in a submit, so only a foreign transaction comes here. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous for databases
  async *range(
    namespace: string,
    start: string,
    end: string,
  ): AsyncIterable<{ key: string; version: Version }> {
    const keys = [...(this.#state.get(namespace)?.entries() ?? [])]
      .filter(([key]) => !isBefore(key, start) && (end === '' || isBefore(key, end)))
      .sort(([a], [b]) => Buffer.compare(utf8(a), utf8(b)));
    for (const [key, { version }] of keys) yield { key, version };
  }

  apply(effects: BlockEffects): void {
    for (const { key, namespace, value, version } of effects.writes) {
      const space = this.#state.get(namespace) ?? new Map<string, Entry>();
      this.#state.set(namespace, space);
      if (value === undefined) space.delete(key);
      else space.set(key, { value, version });
    }
    for (const { collection, deleted, keyHash, namespace, version } of effects.hashed) {
      const name = hashedName(namespace, collection, keyHash);
      if (deleted) this.#hashed.delete(name);
      else this.#hashed.set(name, version);
    }
    for (const { digest, genuine, name, record } of effects.changes)
      this.#records.set(keyOf(name), { digest, genuine, record });
    for (const { transactionId } of effects.transactions) this.#transactions.add(transactionId);
  }

  /** Records by kind. */
  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { record } of this.#records.values()) counts[record.kind] = (counts[record.kind] ?? 0) + 1;
    return counts;
  }
}

function hashedName(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `${namespace} ${collection} ${toBase64url(keyHash)}`;
}

function isBefore(key: string, other: string): boolean {
  return Buffer.compare(utf8(key), utf8(other)) < 0;
}
