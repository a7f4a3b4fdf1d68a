import { fail } from '@onceledger/chaincode/domain';
import type { Version } from '../blocks/types.js';
import { versionOfText } from './byte-codec.js';
import { CheckedLevel } from './checked-level.js';
import {
  decodeTransaction,
  decodeVersioned,
  hashedKey,
  historyPrefix,
  keyOfStateKey,
  stateKey,
  stateRange,
  transactionKey,
  type TransactionPlace,
} from './state-codec.js';
import { StateChanges } from './state-changes.js';
import type { HashedValue, StateStore, StateUpdate, StateValue } from './stores.js';

export interface StateDbOptions {
  /** The ledger (and organization) that the state belongs to; other content is thrown away. */
  readonly binding?: string;
  /** Blocks there are; a state beyond them is thrown away. */
  readonly height?: bigint;
  /** Bytes of LevelDB's write buffer; default 4 MiB. */
  readonly writeBufferSize?: number;
}

/**
 * Opens the state, verifies all of it and throws it away where anything is wrong: `savepoint` is then 0 and the caller
 * replays. LEDGER_LOCKED where another process has it.
 */
export async function openStateDb(directory: string, options: StateDbOptions = {}): Promise<StateDb> {
  const { binding = '', writeBufferSize } = options;
  const buffer = writeBufferSize === undefined ? {} : { writeBufferSize };
  const level = await CheckedLevel.open(directory, { binding, ...buffer });
  const beyond = options.height !== undefined && savepointOf(level) > options.height;
  if (beyond) await level.clear();
  return new StateDb(level, beyond ? 'it is ahead of the blocks' : level.rebuilt);
}

/** State of a ledger on LevelDB behind checksums, a savepoint and a multiset hash: docs/spec/state-db.md. */
export class StateDb implements StateStore {
  readonly #level: CheckedLevel;
  /** Why the former content was thrown away. */
  readonly rebuilt: string | undefined;

  constructor(level: CheckedLevel, rebuilt: string | undefined) {
    this.#level = level;
    this.rebuilt = rebuilt;
  }

  get savepoint(): bigint {
    return savepointOf(this.#level);
  }

  async get(namespace: string, key: string): Promise<StateValue | undefined> {
    const found = await this.#level.get(stateKey(namespace, key));
    return found === undefined ? undefined : decodeVersioned(found);
  }

  async getHashed(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
  ): Promise<HashedValue | undefined> {
    const found = await this.#level.get(hashedKey(namespace, collection, keyHash));
    if (found === undefined) return undefined;
    const { version, value } = decodeVersioned(found);
    return { version, valueHash: value };
  }

  async *range(namespace: string, start: string, end: string): AsyncGenerator<StateValue & { key: string }> {
    for await (const [stored, found] of this.#level.entries(stateRange(namespace, start, end))) {
      yield { key: keyOfStateKey(stored, namespace), ...decodeVersioned(found) };
    }
  }

  async transaction(transactionId: string): Promise<TransactionPlace | undefined> {
    const found = await this.#level.get(transactionKey(transactionId));
    return found === undefined ? undefined : decodeTransaction(found);
  }

  /** The present version, then former ones and deletions, newest first. */
  async *history(namespace: string, key: string): AsyncGenerator<Version> {
    const prefix = historyPrefix(namespace, key);
    const present = await this.get(namespace, key);
    if (present !== undefined) yield present.version;
    for await (const [stored] of this.#level.entries({ gte: prefix, lt: `${prefix}g`, reverse: true })) {
      yield versionOfText(stored.slice(prefix.length));
    }
  }

  async apply(update: StateUpdate): Promise<void> {
    if (update.height <= this.savepoint) {
      throw fail('INTERNAL', `state of height ${this.savepoint} cannot take height ${update.height}`);
    }
    const changes = new StateChanges(update);
    const former = await this.#level.readFormer(changes.reads());
    const mark = Buffer.alloc(8);
    mark.writeBigUInt64BE(update.height);
    await this.#level.write(changes.build(former), mark, former);
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

function savepointOf(level: CheckedLevel): bigint {
  return level.mark.length === 8 ? level.mark.readBigUInt64BE() : 0n;
}
