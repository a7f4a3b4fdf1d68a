import type { Version } from '../blocks/types.js';
import { decodeVersion, encodeVersion } from './byte-codec.js';
import type { Change, Former } from './checked-level.js';
import {
  encodeTransaction,
  encodeVersioned,
  hashedKey,
  historyKey,
  stateKey,
  transactionKey,
} from './state-codec.js';
import type { StateUpdate } from './stores.js';

const EMPTY = new Uint8Array(0);

/** One block's effects as changes of the database: each key once, the last write of a block wins. */
export class StateChanges {
  readonly #update: StateUpdate;
  readonly #changes = new Map<string, Change>();

  constructor(update: StateUpdate) {
    this.#update = update;
  }

  /** Keys whose present values `build` needs. */
  reads(): string[] {
    const { writes, hashed, transactions } = this.#update;
    return [
      ...new Set([
        ...writes.map(({ namespace, key }) => stateKey(namespace, key)),
        ...hashed.map(({ namespace, collection, keyHash }) => hashedKey(namespace, collection, keyHash)),
        ...transactions.map(({ transactionId }) => transactionKey(transactionId)),
      ]),
    ];
  }

  build(former: Former): Change[] {
    this.#addWrites(former);
    for (const { namespace, collection, keyHash, valueHash, version } of this.#update.hashed) {
      const payload = valueHash === undefined ? undefined : encodeVersioned(version, valueHash);
      this.#set({ key: hashedKey(namespace, collection, keyHash), payload });
    }
    this.#addTransactions(former);
    return [...this.#changes.values()];
  }

  /** History holds what is no longer the present version: a key written once costs no entry. */
  #addWrites(former: Former): void {
    for (const { namespace, key, value, version } of this.#update.writes) {
      const stored = stateKey(namespace, key);
      const present = (this.#changes.get(stored) ?? former.get(stored))?.payload;
      if (present !== undefined) this.#addHistory(namespace, key, decodeVersion(Buffer.from(present)));
      if (value === undefined) this.#addHistory(namespace, key, version);
      this.#set({ key: stored, payload: value && encodeVersion(version), body: value });
    }
  }

  #addHistory(namespace: string, key: string, version: Version): void {
    this.#set({ key: historyKey(namespace, key, version), payload: EMPTY });
  }

  /** A transaction stands where it came first; a repeat is DUPLICATE_TXID. */
  #addTransactions(former: Former): void {
    for (const { transactionId, ...place } of this.#update.transactions) {
      const key = transactionKey(transactionId);
      if (former.get(key) !== undefined || this.#changes.has(key)) continue;
      this.#set({ key, payload: encodeTransaction(place) });
    }
  }

  #set(change: Change): void {
    this.#changes.set(change.key, change);
  }
}
