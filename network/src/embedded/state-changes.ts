import { decodeVersion } from './byte-codec.js';
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

/** One block's effects as changes of the database: each key once, the last write of a block wins. */
export class StateChanges {
  readonly #update: StateUpdate;
  readonly #changes = new Map<string, Uint8Array | undefined>();

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
      const value = valueHash === undefined ? undefined : encodeVersioned(version, valueHash);
      this.#changes.set(hashedKey(namespace, collection, keyHash), value);
    }
    this.#addTransactions(former);
    return [...this.#changes].map(([key, value]) => ({ key, value }));
  }

  /** History holds what is no longer the present version: a key written once costs no entry. */
  #addWrites(former: Former): void {
    for (const { namespace, key, value, version } of this.#update.writes) {
      const stored = stateKey(namespace, key);
      const present = this.#changes.has(stored) ? this.#changes.get(stored) : former.get(stored)?.value;
      if (present !== undefined) {
        const replaced = decodeVersion(Buffer.from(present.buffer, present.byteOffset, present.byteLength));
        this.#changes.set(historyKey(namespace, key, replaced), new Uint8Array(0));
      }
      if (value === undefined) this.#changes.set(historyKey(namespace, key, version), new Uint8Array(0));
      this.#changes.set(stored, value === undefined ? undefined : encodeVersioned(version, value));
    }
  }

  /** A transaction stands where it came first; a repeat is DUPLICATE_TXID. */
  #addTransactions(former: Former): void {
    for (const { transactionId, ...place } of this.#update.transactions) {
      const stored = transactionKey(transactionId);
      if (former.get(stored) !== undefined || this.#changes.has(stored)) continue;
      this.#changes.set(stored, encodeTransaction(place));
    }
  }
}
