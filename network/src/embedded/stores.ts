import type { Version } from '../blocks/types.js';

/** The truth: an append-only file of blocks with length, checksum and hash chain (docs/spec/block-file.md). */
export interface BlockStore {
  /** Number of blocks. */
  readonly height: bigint;
  /** Appends a group and syncs once; afterwards all are durable, or the call throws and none counts. */
  append(blocks: readonly Uint8Array[]): Promise<void>;
  read(number: bigint): Promise<Uint8Array>;
  readFrom(number: bigint): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** The separately kept signed head: exposes a chain that became shorter. */
export interface HeadStore {
  read(): Promise<Head | undefined>;
  write(head: Head): Promise<void>;
}
export interface Head {
  readonly height: bigint;
  /** Header hash of the last block. */
  readonly hash: Uint8Array;
  /** The orderer's signature over height and hash. */
  readonly signature: Uint8Array;
}

/** One organization's private write sets, durable before the block that names their hashes. */
export interface PrivateStore {
  append(entries: readonly PrivateEntry[]): Promise<void>;
  /** The latest value; undefined where absent, purged or expired. */
  get(namespace: string, collection: string, key: string): Promise<PrivateValue | undefined>;
  range(namespace: string, collection: string, start: string, end: string): AsyncIterable<PrivateValue & { key: string }>;
  /** Removes values from index and file: purge by act, blockToLive. */
  purge(entries: readonly { namespace: string; collection: string; keyHash: Uint8Array }[], height: bigint): Promise<void>;
  close(): Promise<void>;
}
export interface PrivateEntry {
  readonly namespace: string;
  readonly collection: string;
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: Uint8Array;
  readonly version: Version;
}
export interface PrivateValue {
  readonly value: Uint8Array;
  readonly version: Version;
}

/** State of one logical peer or the shared public state: LevelDB behind checksums, a savepoint and a multiset hash; rebuilt by replay. */
export interface StateStore {
  /** Height up to which it has taken effect. */
  readonly savepoint: bigint;
  get(namespace: string, key: string): Promise<StateValue | undefined>;
  /** Versions of hashed private keys: namespace, collection, SHA-256 of the key. */
  getHashed(namespace: string, collection: string, keyHash: Uint8Array): Promise<HashedValue | undefined>;
  /** [start, end); empty end: to the last key of the namespace. */
  range(namespace: string, start: string, end: string): AsyncIterable<StateValue & { key: string }>;
  /** Where a transaction stands; undefined where it never was. */
  transaction(transactionId: string): Promise<{ block: bigint; index: number; code: number } | undefined>;
  /** Versions of a key, newest first: GetHistoryForKey. */
  history(namespace: string, key: string): AsyncIterable<Version>;
  /** Takes one block's effects; atomic, not synced (replay repairs). */
  apply(update: StateUpdate): Promise<void>;
  close(): Promise<void>;
}
export interface StateValue {
  readonly value: Uint8Array;
  readonly version: Version;
}
export interface HashedValue {
  readonly valueHash: Uint8Array;
  readonly version: Version;
}
export interface StateUpdate {
  readonly height: bigint;
  readonly writes: readonly { namespace: string; key: string; value?: Uint8Array; version: Version }[];
  readonly hashed: readonly {
    namespace: string;
    collection: string;
    keyHash: Uint8Array;
    valueHash?: Uint8Array;
    version: Version;
  }[];
  readonly transactions: readonly { transactionId: string; block: bigint; index: number; code: number }[];
}
