import { ledger } from '@hyperledger/fabric-protos';
import { bytesField, flagField, messageField, numberField, textField } from './wire-writer.js';
import { sha256, type CryptoCounters } from './hashes.js';
import type { CollectionReadWriteSet, KeyWrite, NamespaceReadWriteSet, RangeRead, Version } from './types.js';

const { kvrwset } = ledger.rwset;
type Read = NamespaceReadWriteSet['reads'][number];

/** rwset.TxReadWriteSet, as an endorser puts it into its response: the order of the elements is the caller's. */
export function encodeReadWriteSet(sets: readonly NamespaceReadWriteSet[]): Uint8Array {
  return Buffer.concat(sets.map((set) => messageField(2, namespaceSet(set))));
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

/** rwset.NsReadWriteSet, with a kvrwset.KVRWSet inside. */
function namespaceSet(set: NamespaceReadWriteSet): Uint8Array {
  const keys = Buffer.concat([
    ...set.reads.map((one) => messageField(1, readBytes(one))),
    ...set.ranges.map((one) => messageField(2, range(one).serializeBinary())),
    ...set.writes.map((one) => messageField(3, writeBytes(one))),
  ]);
  return Buffer.concat([
    textField(1, set.namespace),
    bytesField(2, keys),
    ...set.collections.map((one) => messageField(3, collectionSet(one).serializeBinary())),
  ]);
}

/** kvrwset.KVRead */
function readBytes({ key, version }: Read): Uint8Array {
  if (version === undefined) return textField(1, key);
  const { block, transaction } = version;
  const at = Buffer.concat([numberField(1, Number(block)), numberField(2, transaction)]);
  return Buffer.concat([textField(1, key), messageField(2, at)]);
}

/** kvrwset.KVWrite */
function writeBytes(one: KeyWrite): Uint8Array {
  const value = one.deleted ? flagField(2, true) : bytesField(3, one.value);
  return Buffer.concat([textField(1, one.key), value]);
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
