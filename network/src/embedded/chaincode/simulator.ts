import { type CryptoCounters, sha256 } from '../../blocks/hashes.js';
import type { RangeRead, Version } from '../../blocks/types.js';
import type { PrivateStore, StateStore } from '../stores.js';
import type { Collection, Collections } from './collections.js';
import { ReadWriteSetBuilder, type SimulationResults } from './read-write-set.js';

export interface SimulationContext {
  readonly namespace: string;
  readonly transactionId: string;
  /** MSP identifier of whoever signed the proposal. */
  readonly creator: string;
  readonly state: StateStore;
  /** Of the organization whose peer simulates. */
  readonly privateStore: PrivateStore;
  readonly collections: Collections;
  /** Key of the definition that every simulation reads, so that a new definition invalidates what is in flight. */
  readonly definitionKey: string;
  readonly counters: CryptoCounters;
}

export interface KeyValue {
  readonly key: string;
  readonly value: Uint8Array;
}

type Versioned = KeyValue & { readonly version: Version };

/** One page of a range: results to pull, and the key that follows them, which does not count as read. */
export interface PagedRange {
  readonly results: AsyncIterator<KeyValue>;
  after(): Promise<string>;
}

const LIFECYCLE = '_lifecycle';
const NONE = new Uint8Array();

/**
 * One simulation on one peer: reads see committed state only, never the transaction's own writes; every read and write
 * is recorded. What Fabric's transaction simulator refuses is refused here in its words
 * (core/ledger/kvledger/txmgmt/txmgr).
 */
export class Simulator {
  readonly #context: SimulationContext;
  readonly #sets: ReadWriteSetBuilder;
  readonly #ranges: { namespace: string; read: RangeRecorder }[] = [];
  #wrote = false;
  #queriedPrivate = false;
  #paginated = false;

  constructor(context: SimulationContext) {
    this.#context = context;
    this.#sets = new ReadWriteSetBuilder(context.counters);
  }

  async readDefinition(): Promise<void> {
    const { state, definitionKey } = this.#context;
    const found = await state.get(LIFECYCLE, definitionKey);
    this.#sets.addRead(LIFECYCLE, definitionKey, found?.version);
  }

  async getState(key: string): Promise<Uint8Array> {
    const { namespace, state } = this.#context;
    const found = await state.get(namespace, key);
    this.#sets.addRead(namespace, key, found?.version);
    return found?.value ?? NONE;
  }

  putState(key: string, value: Uint8Array): void {
    this.#assertMayWrite(key);
    this.#sets.addWrite(this.#context.namespace, key, value);
  }

  async getPrivateData(name: string, key: string): Promise<Uint8Array> {
    this.#assertReadable(name);
    const { namespace, state, privateStore } = this.#context;
    const found = await privateStore.get(namespace, name, key);
    const hashed = await state.getHashed(namespace, name, this.#hash(key));
    if (!sameVersion(hashed?.version, found?.version)) {
      throw new Error(
        `private data matching public hash version is not available. Public hash version = ${versionText(hashed?.version)}, Private data version = ${versionText(found?.version)}`,
      );
    }
    this.#sets.addHashedRead(namespace, name, key, found?.version, true);
    return found?.value ?? NONE;
  }

  async getPrivateDataHash(name: string, key: string): Promise<Uint8Array> {
    this.#collection(name);
    const { namespace, state } = this.#context;
    const found = await state.getHashed(namespace, name, this.#hash(key));
    this.#sets.addHashedRead(namespace, name, key, found?.version, false);
    return found?.valueHash ?? NONE;
  }

  putPrivateData(name: string, key: string, value: Uint8Array): void {
    this.#assertWritable(name);
    this.#assertMayWrite(key);
    this.#sets.addPrivateWrite(this.#context.namespace, name, key, value);
  }

  purgePrivateData(name: string, key: string): void {
    if (name === '') throw new Error('only applicable for private data');
    this.#assertWritable(name);
    this.#assertMayWrite(key);
    this.#sets.addPrivateWrite(this.#context.namespace, name, key, NONE, true);
  }

  range(start: string, end: string): AsyncIterator<KeyValue> {
    const { namespace, state } = this.#context;
    return this.#record(start, end, state.range(namespace, start, end)[Symbol.asyncIterator]());
  }

  /** As `range`; a transaction that pages may not write. */
  rangePage(start: string, end: string): PagedRange {
    if (this.#wrote) {
      throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
    }
    this.#paginated = true;
    const { namespace, state } = this.#context;
    const source = state.range(namespace, start, end)[Symbol.asyncIterator]();
    return { results: this.#record(start, end, source), after: () => keyAfter(source) };
  }

  rangePrivate(name: string, start: string, end: string): AsyncIterator<KeyValue> {
    this.#assertReadable(name);
    if (this.#wrote) {
      throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
    }
    this.#queriedPrivate = true;
    const { namespace, privateStore } = this.#context;
    return privateStore.range(namespace, name, start, end)[Symbol.asyncIterator]();
  }

  results(): SimulationResults {
    for (const { namespace, read } of this.#ranges) this.#sets.addRange(namespace, read.result());
    return this.#sets.build();
  }

  #record(start: string, end: string, source: AsyncIterator<Versioned>): AsyncIterator<KeyValue> {
    const recorder = new RangeRecorder(start, end);
    this.#ranges.push({ namespace: this.#context.namespace, read: recorder });
    return recorder.record(source);
  }

  #assertMayWrite(key: string): void {
    if (this.#queriedPrivate) {
      throw this.#unsupported(
        'Transaction has already performed queries on pvt data. Writes are not allowed',
      );
    }
    if (this.#paginated) {
      throw this.#unsupported('Transaction has already performed a paginated query. Writes are not allowed');
    }
    // LevelDB would take it, CouchDB does not: what runs here must run on any peer.
    if (key === '') throw new Error('invalid key. Empty string is not supported as a key by couchdb');
    this.#wrote = true;
  }

  #assertReadable(name: string): void {
    const collection = this.#collection(name);
    if (collection.memberOnlyRead && !this.#isMember(collection)) throw this.#denied('read', name);
  }

  #assertWritable(name: string): void {
    const collection = this.#collection(name);
    if (collection.memberOnlyWrite && !this.#isMember(collection)) throw this.#denied('write', name);
  }

  #collection(name: string): Collection {
    const { collections, namespace } = this.#context;
    const found = collections.find(name);
    if (found) return found;
    throw new Error(`collection [${name}] not defined in the collection config for chaincode [${namespace}]`);
  }

  #hash(key: string): Uint8Array {
    return sha256([Buffer.from(key)], this.#context.counters);
  }

  #isMember(collection: Collection): boolean {
    return collection.members.includes(this.#context.creator);
  }

  #denied(access: 'read' | 'write', name: string): Error {
    return new Error(
      `tx creator does not have ${access} access permission on privatedata in chaincodeName:${this.#context.namespace} collectionName: ${name}`,
    );
  }

  #unsupported(what: string): Error {
    // The spelling is Fabric's.
    return new Error(`txid [${this.#context.transactionId}]: unsuppored transaction. ${what}`);
  }
}

/** Follows a range scan as far as the contract pulled it: exactly that much is checked for phantoms. */
class RangeRecorder {
  readonly #startKey: string;
  readonly #endKey: string;
  readonly #reads: { key: string; version: Version }[] = [];
  #exhausted = false;

  constructor(startKey: string, endKey: string) {
    this.#startKey = startKey;
    this.#endKey = endKey;
  }

  record(source: AsyncIterator<Versioned>): AsyncIterator<KeyValue> {
    return {
      next: async () => {
        const next = await source.next();
        if (next.done) {
          this.#exhausted = true;
          return { done: true, value: undefined };
        }
        const { key, value, version } = next.value;
        this.#reads.push({ key, version });
        return { done: false, value: { key, value } };
      },
      return: async () => {
        await source.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  result(): RangeRead {
    const endKey = this.#exhausted ? this.#endKey : (this.#reads.at(-1)?.key ?? '');
    return { startKey: this.#startKey, endKey, exhausted: this.#exhausted, reads: this.#reads };
  }
}

async function keyAfter(source: AsyncIterator<Versioned>): Promise<string> {
  const next = await source.next();
  await source.return?.();
  return next.done ? '' : next.value.key;
}

function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return a?.block === b?.block && a?.transaction === b?.transaction;
}

function versionText(version: Version | undefined): string {
  return version
    ? `{BlockNum: ${version.block.toString()}, TxNum: ${version.transaction.toString()}}`
    : '<nil>';
}
