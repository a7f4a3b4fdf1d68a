import type {
  CollectionReadWriteSet,
  KeyWrite,
  MerkleSummary,
  NamespaceReadWriteSet,
  RangeRead,
  Version,
} from './types.js';
import { EMPTY, WireReader, merged } from './wire.js';

type Read = NamespaceReadWriteSet['reads'][number];
type HashedRead = CollectionReadWriteSet['hashedReads'][number];
type HashedWrite = CollectionReadWriteSet['hashedWrites'][number];

/** rwset.TxReadWriteSet. Throws WireError where a message in it cannot be read. */
export function decodeReadWriteSet(bytes: Uint8Array): NamespaceReadWriteSet[] {
  const sets: NamespaceReadWriteSet[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 18) sets.push(namespaceSet(fields.bytes));
  return sets;
}

function namespaceSet(bytes: Uint8Array): NamespaceReadWriteSet {
  let namespace = '';
  let set: Uint8Array = EMPTY;
  const collections: CollectionReadWriteSet[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) namespace = fields.string;
    else if (fields.tag === 18) set = fields.bytes;
    else if (fields.tag === 26) collections.push(collectionSet(fields.bytes));
  }
  return { namespace, ...keySet(set), collections };
}

/** kvrwset.KVRWSet. */
function keySet(bytes: Uint8Array): Omit<NamespaceReadWriteSet, 'namespace' | 'collections'> {
  const reads: Read[] = [];
  const ranges: RangeRead[] = [];
  const writes: KeyWrite[] = [];
  let metadata = false;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) reads.push(read(fields.bytes));
    else if (fields.tag === 18) ranges.push(range(fields.bytes));
    else if (fields.tag === 26) writes.push(write(fields.bytes));
    else if (fields.tag === 34) metadata = true;
  }
  return { reads, ranges, writes, ...(metadata ? { metadataWrites: true } : {}) };
}

function read(bytes: Uint8Array): Read {
  let key = '';
  let at: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) key = fields.string;
    else if (fields.tag === 18) at = merged(at, fields.bytes);
  }
  return at === undefined ? { key } : { key, version: version(at) };
}

function version(bytes: Uint8Array): Version {
  let block = 0n;
  let transaction = 0;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 8) block = fields.uint64;
    else if (fields.tag === 16) transaction = Number(fields.uint64);
  }
  return { block, transaction };
}

function write(bytes: Uint8Array): KeyWrite {
  let key = '';
  let deleted = false;
  let value: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) key = fields.string;
    else if (fields.tag === 16) deleted = fields.boolean;
    else if (fields.tag === 26) value = fields.bytes;
  }
  // Fabric cannot tell an empty value from none: such a write deletes.
  return { key, deleted: deleted || value.length === 0, value };
}

function range(bytes: Uint8Array): RangeRead {
  let startKey = '';
  let endKey = '';
  let exhausted = false;
  let raw: Uint8Array | undefined;
  let summary: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) startKey = fields.string;
    else if (fields.tag === 18) endKey = fields.string;
    else if (fields.tag === 24) exhausted = fields.boolean;
    // One of the two, the later one.
    else if (fields.tag === 34) [raw, summary] = [merged(raw, fields.bytes), undefined];
    else if (fields.tag === 42) [summary, raw] = [merged(summary, fields.bytes), undefined];
  }
  const found = { startKey, endKey, exhausted, reads: raw === undefined ? [] : rawReads(raw) };
  return summary === undefined ? found : { ...found, merkle: merkle(summary) };
}

function rawReads(bytes: Uint8Array): Read[] {
  const reads: Read[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 10) reads.push(read(fields.bytes));
  return reads;
}

function merkle(bytes: Uint8Array): MerkleSummary {
  let maxDegree = 0;
  let maxLevel = 0;
  const hashes: Uint8Array[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 8) maxDegree = fields.int32 >>> 0;
    else if (fields.tag === 16) maxLevel = fields.int32 >>> 0;
    else if (fields.tag === 26) hashes.push(fields.bytes);
  }
  return { maxDegree, maxLevel, hashes };
}

function collectionSet(bytes: Uint8Array): CollectionReadWriteSet {
  let collection = '';
  let set: Uint8Array = EMPTY;
  let privateHash: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) collection = fields.string;
    else if (fields.tag === 18) set = fields.bytes;
    else if (fields.tag === 26) privateHash = fields.bytes;
  }
  return { collection, ...hashedSet(set), privateHash };
}

/** kvrwset.HashedRWSet. */
function hashedSet(bytes: Uint8Array): Omit<CollectionReadWriteSet, 'collection' | 'privateHash'> {
  const hashedReads: HashedRead[] = [];
  const hashedWrites: HashedWrite[] = [];
  let metadata = false;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) hashedReads.push(hashedRead(fields.bytes));
    else if (fields.tag === 18) hashedWrites.push(hashedWrite(fields.bytes));
    else if (fields.tag === 26) metadata = true;
  }
  return { hashedReads, hashedWrites, ...(metadata ? { metadataWrites: true } : {}) };
}

function hashedRead(bytes: Uint8Array): HashedRead {
  let keyHash: Uint8Array = EMPTY;
  let at: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) keyHash = fields.bytes;
    else if (fields.tag === 18) at = merged(at, fields.bytes);
  }
  return at === undefined ? { keyHash } : { keyHash, version: version(at) };
}

function hashedWrite(bytes: Uint8Array): HashedWrite {
  let keyHash: Uint8Array = EMPTY;
  let valueHash: Uint8Array = EMPTY;
  let deleted = false;
  let purged = false;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) keyHash = fields.bytes;
    else if (fields.tag === 16) deleted = fields.boolean;
    else if (fields.tag === 26) valueHash = fields.bytes;
    else if (fields.tag === 32) purged = fields.boolean;
  }
  return { keyHash, valueHash, deleted: deleted || valueHash.length === 0, purged };
}
