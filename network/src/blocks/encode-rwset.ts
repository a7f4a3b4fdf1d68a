import { ledger } from '@hyperledger/fabric-protos';
import { sha256, type CryptoCounters } from './hashes.js';
import type { CollectionReadWriteSet, KeyWrite, NamespaceReadWriteSet, RangeRead, Version } from './types.js';

const { kvrwset } = ledger.rwset;
type Read = NamespaceReadWriteSet['reads'][number];

/** rwset.TxReadWriteSet, as an endorser puts it into its response: the order of the elements is the caller's. */
export function encodeReadWriteSet(sets: readonly NamespaceReadWriteSet[]): Uint8Array {
  const message = new ledger.rwset.TxReadWriteSet();
  message.setNsRwsetList(sets.map(namespaceSet));
  return message.serializeBinary();
}

/** kvrwset.QueryReads: keys and versions that a range read found. */
export function encodeReads(reads: readonly Read[]): Uint8Array {
  return queryReads(reads).serializeBinary();
}

/** kvrwset.KVRWSet with writes alone: one collection's private write set. Its SHA-256 is `privateHash`. */
export function encodePrivateWrites(writes: readonly (KeyWrite & { purged?: boolean })[]): Uint8Array {
  const message = new kvrwset.KVRWSet();
  message.setWritesList(writes.map(write));
  return message.serializeBinary();
}

/** What a block carries of a private write: hashes of key and value. */
export function hashedWrite(
  written: { readonly key: string; readonly value?: Uint8Array; readonly purged?: boolean },
  counters?: CryptoCounters,
): CollectionReadWriteSet['hashedWrites'][number] {
  const keyHash = sha256([Buffer.from(written.key)], counters);
  const { value } = written;
  return value === undefined
    ? { keyHash, valueHash: new Uint8Array(0), deleted: true, purged: written.purged ?? false }
    : { keyHash, valueHash: sha256([value], counters), deleted: false, purged: false };
}

function namespaceSet(set: NamespaceReadWriteSet): ledger.rwset.NsReadWriteSet {
  const keys = new kvrwset.KVRWSet();
  keys.setReadsList(set.reads.map(read));
  keys.setRangeQueriesInfoList(set.ranges.map(range));
  keys.setWritesList(set.writes.map(write));
  const message = new ledger.rwset.NsReadWriteSet();
  message.setNamespace(set.namespace);
  message.setRwset(keys.serializeBinary());
  message.setCollectionHashedRwsetList(set.collections.map(collectionSet));
  return message;
}

function collectionSet(set: CollectionReadWriteSet): ledger.rwset.CollectionHashedReadWriteSet {
  const hashed = new kvrwset.HashedRWSet();
  hashed.setHashedReadsList(
    set.hashedReads.map((one) => {
      const message = new kvrwset.KVReadHash();
      message.setKeyHash(one.keyHash);
      message.setVersion(versionOf(one.version));
      return message;
    }),
  );
  hashed.setHashedWritesList(
    set.hashedWrites.map((one) => {
      const message = new kvrwset.KVWriteHash();
      message.setKeyHash(one.keyHash);
      message.setIsDelete(one.deleted);
      message.setValueHash(one.valueHash);
      message.setIsPurge(one.purged);
      return message;
    }),
  );
  const message = new ledger.rwset.CollectionHashedReadWriteSet();
  message.setCollectionName(set.collection);
  message.setHashedRwset(hashed.serializeBinary());
  message.setPvtRwsetHash(set.privateHash);
  return message;
}

function read(one: Read): ledger.rwset.kvrwset.KVRead {
  const message = new kvrwset.KVRead();
  message.setKey(one.key);
  message.setVersion(versionOf(one.version));
  return message;
}

function write(one: KeyWrite): ledger.rwset.kvrwset.KVWrite {
  const message = new kvrwset.KVWrite();
  message.setKey(one.key);
  message.setIsDelete(one.deleted);
  if (!one.deleted) message.setValue(one.value);
  return message;
}

function range(one: RangeRead): ledger.rwset.kvrwset.RangeQueryInfo {
  const message = new kvrwset.RangeQueryInfo();
  message.setStartKey(one.startKey);
  message.setEndKey(one.endKey);
  message.setItrExhausted(one.exhausted);
  if (one.merkle === undefined) {
    message.setRawReads(queryReads(one.reads));
  } else {
    const summary = new kvrwset.QueryReadsMerkleSummary();
    summary.setMaxDegree(one.merkle.maxDegree);
    summary.setMaxLevel(one.merkle.maxLevel);
    summary.setMaxLevelHashesList([...one.merkle.hashes]);
    message.setReadsMerkleHashes(summary);
  }
  return message;
}

function queryReads(reads: readonly Read[]): ledger.rwset.kvrwset.QueryReads {
  const message = new kvrwset.QueryReads();
  message.setKvReadsList(reads.map(read));
  return message;
}

function versionOf(version: Version | undefined): ledger.rwset.kvrwset.Version | undefined {
  if (version === undefined) return undefined;
  const message = new kvrwset.Version();
  message.setBlockNum(Number(version.block));
  message.setTxNum(version.transaction);
  return message;
}
