import type { KeyWrite, Version } from '../blocks/types.js';

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
  /** Entries in each private store when this was written, by organization: exposes one that became shorter. */
  readonly privateEntries?: Readonly<Record<string, bigint>>;
  /** The orderer's signature over all of the above: `headSigningInput`. */
  readonly signature: Uint8Array;
}

/**
 * One organization's private write sets, durable before the block that names their hashes. What is appended is not yet
 * visible: a block's commit calls, after the head is durable and before the state takes the block's effects, `publish`,
 * then `purge`; a replay of that block repeats both without harm.
 */
export interface PrivateStore {
  /** Durable when it returns. `missing`: what a committed block names and this organization never got. */
  append(entries: readonly PrivateEntry[], missing?: readonly MissingEntry[]): Promise<void>;
  /** Makes what the blocks below `height` wrote visible, and removes what then outlived its `blockToLive`. */
  publish(height: bigint): Promise<void>;
  /** The version whose value this organization should have and lacks; undefined where it lacks nothing. */
  missing(namespace: string, collection: string, keyHash: Uint8Array): Promise<Version | undefined>;
  /** The latest value; undefined where absent, purged or expired. */
  get(namespace: string, collection: string, key: string): Promise<PrivateValue | undefined>;
  range(
    namespace: string,
    collection: string,
    start: string,
    end: string,
  ): AsyncIterable<PrivateValue & { key: string }>;
  /** What one transaction wrote; undefined where it was never here, purged or expired. */
  written(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
    version: Version,
  ): Promise<KeyWrite | undefined>;
  /**
   * Removes every version of the keys that is not younger than the purge from index and file. `block`: number of the
   * block that purges; `transaction`: its place there (default: after all of that block's).
   */
  purge(entries: readonly PurgeEntry[], block: bigint): Promise<void>;
  close(): Promise<void>;
}
export interface PrivateEntry {
  readonly namespace: string;
  readonly collection: string;
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: Uint8Array;
  readonly version: Version;
  /** Blocks after its own during which it is kept; absent or 0: for ever. */
  readonly blockToLive?: number;
}
export interface MissingEntry {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: Uint8Array;
  readonly version: Version;
}
export interface PurgeEntry {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: Uint8Array;
  readonly transaction?: number;
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
  /** The version alone, which is cheaper than the value. */
  version(namespace: string, key: string): Promise<Version | undefined>;
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
  /** The savepoint afterwards: number of the block plus one. */
  readonly height: bigint;
  /** Header hash of the block: binds the state to this chain. */
  readonly hash?: Uint8Array;
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
