import type { Version, VersionView } from '../../blocks/types.js';
import type { StateStore, StateUpdate } from '../stores.js';

interface PendingKey {
  readonly key: string;
  readonly version: Version | undefined;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * The state as of the block before the one under validation: what is committed, and above it the effects of blocks that
 * are validated but not yet durable.
 */
export class PendingView implements VersionView {
  readonly #state: StateStore;
  /** By namespace, key: its version; undefined where deleted. */
  readonly #keys = new Map<string, Map<string, Version | undefined>>();
  readonly #hashed = new Map<string, Version | undefined>();
  readonly #transactions = new Set<string>();

  constructor(state: StateStore) {
    this.#state = state;
  }

  add(update: StateUpdate): void {
    for (const { namespace, key, value, version } of update.writes) {
      let keys = this.#keys.get(namespace);
      if (!keys) {
        keys = new Map<string, Version | undefined>();
        this.#keys.set(namespace, keys);
      }
      keys.set(key, value && version);
    }
    for (const { namespace, collection, keyHash, valueHash, version } of update.hashed) {
      this.#hashed.set(hashedKey(namespace, collection, keyHash), valueHash && version);
    }
    for (const { transactionId } of update.transactions) this.#transactions.add(transactionId);
  }

  /** Its updates have reached the state. */
  clear(): void {
    this.#keys.clear();
    this.#hashed.clear();
    this.#transactions.clear();
  }

  async version(namespace: string, key: string): Promise<Version | undefined> {
    const keys = this.#keys.get(namespace);
    return keys?.has(key) ? keys.get(key) : this.#state.version(namespace, key);
  }

  async hashedVersion(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
  ): Promise<Version | undefined> {
    const key = hashedKey(namespace, collection, keyHash);
    if (this.#hashed.has(key)) return this.#hashed.get(key);
    return (await this.#state.getHashed(namespace, collection, keyHash))?.version;
  }

  async *range(
    namespace: string,
    start: string,
    end: string,
  ): AsyncGenerator<{ key: string; version: Version }> {
    const pending = this.#pendingRange(namespace, start, end);
    for await (const { key, version } of this.#state.range(namespace, start, end)) {
      while (pending[0] && compareKeys(pending[0].key, key) < 0) yield* shifted(pending);
      if (pending[0]?.key === key) yield* shifted(pending);
      else yield { key, version };
    }
    while (pending.length > 0) yield* shifted(pending);
  }

  async hasTransaction(transactionId: string): Promise<boolean> {
    return (
      this.#transactions.has(transactionId) || (await this.#state.transaction(transactionId)) !== undefined
    );
  }

  #pendingRange(namespace: string, start: string, end: string): PendingKey[] {
    return [...(this.#keys.get(namespace) ?? [])]
      .map(([key, version]) => ({ key, version }))
      .filter(({ key }) => compareKeys(key, start) >= 0 && (end === '' || compareKeys(key, end) < 0))
      .sort((a, b) => compareKeys(a.key, b.key));
  }
}

/** Takes the first off the list; deleted ones show nothing. */
function* shifted(pending: PendingKey[]): Generator<{ key: string; version: Version }> {
  const next = pending.shift();
  if (next?.version) yield { key: next.key, version: next.version };
}

function hashedKey(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `${namespace}\0${collection}\0${hex(keyHash)}`;
}

/** By UTF-8 bytes, as the state database orders them. */
function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
