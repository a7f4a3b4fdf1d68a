import { fail } from '@onceledger/chaincode/domain';
import type { Version } from '../blocks/types.js';
import { decodeVersion, versionOfText } from './byte-codec.js';
import { CheckedLevel, type WholeEntry } from './checked-level.js';
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

/** The mark: height (u64), then the header hash of its last block. */
const HEIGHT = 8;
const EMPTY = new Uint8Array(0);

export interface StateDbOptions {
  /** The ledger (and organization) that the state belongs to; other content is thrown away. */
  readonly binding?: string;
  /** Blocks there are; a state beyond them is thrown away. */
  readonly height?: bigint;
  /** Header hash of a block; a state of another chain is thrown away. */
  readonly hashOf?: (number: bigint) => Promise<Uint8Array>;
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
  const fault = await misfit(level, options);
  if (fault !== undefined) await level.clear();
  return new StateDb(level, fault ?? level.rebuilt);
}

/** Why a sound state does not belong to these blocks. */
async function misfit(level: CheckedLevel, { height, hashOf }: StateDbOptions): Promise<string | undefined> {
  const savepoint = savepointOf(level);
  if (savepoint === 0n) return undefined;
  if (height !== undefined && savepoint > height) return 'it is ahead of the blocks';
  const hash = await hashOf?.(savepoint - 1n);
  return hash === undefined || level.mark.subarray(HEIGHT).equals(hash)
    ? undefined
    : 'it is of another chain';
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

  get(namespace: string, key: string): Promise<StateValue | undefined> {
    return attempt(() => {
      const found = this.#level.getWhole(stateKey(namespace, key));
      return found === undefined ? undefined : stateValue(found);
    });
  }

  version(namespace: string, key: string): Promise<Version | undefined> {
    return attempt(() => {
      const found = this.#level.get(stateKey(namespace, key));
      return found === undefined ? undefined : decodeVersion(found);
    });
  }

  getHashed(namespace: string, collection: string, keyHash: Uint8Array): Promise<HashedValue | undefined> {
    return attempt(() => {
      const found = this.#level.get(hashedKey(namespace, collection, keyHash));
      if (found === undefined) return undefined;
      const { version, value } = decodeVersioned(found);
      return { version, valueHash: value };
    });
  }

  async *range(namespace: string, start: string, end: string): AsyncGenerator<StateValue & { key: string }> {
    for await (const [stored, found] of this.#level.wholeEntries(stateRange(namespace, start, end))) {
      yield { key: keyOfStateKey(stored, namespace), ...stateValue(found) };
    }
  }

  transaction(transactionId: string): Promise<TransactionPlace | undefined> {
    return attempt(() => {
      const found = this.#level.get(transactionKey(transactionId));
      return found === undefined ? undefined : decodeTransaction(found);
    });
  }

  /** The present version, then former ones and deletions, newest first. */
  async *history(namespace: string, key: string): AsyncGenerator<Version> {
    const prefix = historyPrefix(namespace, key);
    const present = await this.version(namespace, key);
    if (present !== undefined) yield present;
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
    const height = Buffer.alloc(HEIGHT);
    height.writeBigUInt64BE(update.height);
    const mark = Buffer.concat([height, update.hash ?? EMPTY]);
    await this.#level.write(changes.build(former), mark, former);
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}

function savepointOf(level: CheckedLevel): bigint {
  return level.mark.length >= HEIGHT ? level.mark.readBigUInt64BE() : 0n;
}

function stateValue({ payload, body }: WholeEntry): StateValue {
  return { version: decodeVersion(payload), value: body };
}

/** A read in place as a promise, its error a rejection. */
function attempt<T>(read: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(read());
  });
}
