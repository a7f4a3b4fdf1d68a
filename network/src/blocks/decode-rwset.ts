import type {
  CollectionReadWriteSet,
  KeyWrite,
  MerkleSummary,
  NamespaceReadWriteSet,
  RangeRead,
  Version,
} from './types.js';
import { EMPTY, WireReader } from './wire.js';

type Read = NamespaceReadWriteSet['reads'][number];
type HashedRead = CollectionReadWriteSet['hashedReads'][number];
type HashedWrite = CollectionReadWriteSet['hashedWrites'][number];
const NOTHING = new WireReader(EMPTY);

/** rwset.TxReadWriteSet. Throws WireError where a message in it cannot be read. */
export function decodeReadWriteSet(bytes: Uint8Array): NamespaceReadWriteSet[] {
  const sets: NamespaceReadWriteSet[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 18) sets.push(namespaceSet(fields.message()));
  return sets;
}

function namespaceSet(fields: WireReader): NamespaceReadWriteSet {
  let namespace = '';
  let set = NOTHING;
  const collections: CollectionReadWriteSet[] = [];
  while (fields.next()) {
    if (fields.tag === 10) namespace = fields.string;
    else if (fields.tag === 18) set = fields.message();
    else if (fields.tag === 26) collections.push(collectionSet(fields.message()));
  }
  return keySet(namespace, set, collections);
}

/** kvrwset.KVRWSet. */
function keySet(
  namespace: string,
  fields: WireReader,
  collections: readonly CollectionReadWriteSet[],
): NamespaceReadWriteSet {
  const reads: Read[] = [];
  const ranges: RangeRead[] = [];
  const writes: KeyWrite[] = [];
  let metadata = false;
  while (fields.next()) {
    if (fields.tag === 10) reads.push(read(fields.message()));
    else if (fields.tag === 18) ranges.push(range(fields.message()));
    else if (fields.tag === 26) writes.push(write(fields.message()));
    else if (fields.tag === 34) metadata = true;
  }
  const set = { namespace, reads, ranges, writes, collections };
  return metadata ? { ...set, metadataWrites: true } : set;
}

function read(fields: WireReader): Read {
  let key = '';
  let at: WireReader | undefined;
  while (fields.next()) {
    if (fields.tag === 10) key = fields.string;
    else if (fields.tag === 18) at = fields.message(at);
  }
  return at === undefined ? { key } : { key, version: version(at) };
}

function version(fields: WireReader): Version {
  let block = 0n;
  let transaction = 0;
  while (fields.next()) {
    if (fields.tag === 8) block = fields.uint64;
    else if (fields.tag === 16) transaction = Number(fields.uint64);
  }
  return { block, transaction };
}

function write(fields: WireReader): KeyWrite {
  let key = '';
  let deleted = false;
  let value: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 10) key = fields.string;
    else if (fields.tag === 16) deleted = fields.boolean;
    else if (fields.tag === 26) value = fields.bytes;
  }
  // Fabric cannot tell an empty value from none: such a write deletes.
  return { key, deleted: deleted || value.length === 0, value };
}

function range(fields: WireReader): RangeRead {
  let startKey = '';
  let endKey = '';
  let exhausted = false;
  let raw: WireReader | undefined;
  let summary: WireReader | undefined;
  while (fields.next()) {
    if (fields.tag === 10) startKey = fields.string;
    else if (fields.tag === 18) endKey = fields.string;
    else if (fields.tag === 24) exhausted = fields.boolean;
    // One of the two, the later one.
    else if (fields.tag === 34) [raw, summary] = [fields.message(raw), undefined];
    else if (fields.tag === 42) [summary, raw] = [fields.message(summary), undefined];
  }
  const found = { startKey, endKey, exhausted, reads: raw === undefined ? [] : rawReads(raw) };
  return summary === undefined ? found : { ...found, merkle: merkle(summary) };
}

function rawReads(fields: WireReader): Read[] {
  const reads: Read[] = [];
  while (fields.next()) if (fields.tag === 10) reads.push(read(fields.message()));
  return reads;
}

function merkle(fields: WireReader): MerkleSummary {
  let maxDegree = 0;
  let maxLevel = 0;
  const hashes: Uint8Array[] = [];
  while (fields.next()) {
    if (fields.tag === 8) maxDegree = fields.int32 >>> 0;
    else if (fields.tag === 16) maxLevel = fields.int32 >>> 0;
    else if (fields.tag === 26) hashes.push(fields.bytes);
  }
  return { maxDegree, maxLevel, hashes };
}

function collectionSet(fields: WireReader): CollectionReadWriteSet {
  let collection = '';
  let set = NOTHING;
  let privateHash: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 10) collection = fields.string;
    else if (fields.tag === 18) set = fields.message();
    else if (fields.tag === 26) privateHash = fields.bytes;
  }
  return hashedSet(collection, set, privateHash);
}

/** kvrwset.HashedRWSet. */
function hashedSet(collection: string, fields: WireReader, privateHash: Uint8Array): CollectionReadWriteSet {
  const hashedReads: HashedRead[] = [];
  const hashedWrites: HashedWrite[] = [];
  let metadata = false;
  while (fields.next()) {
    if (fields.tag === 10) hashedReads.push(hashedRead(fields.message()));
    else if (fields.tag === 18) hashedWrites.push(hashedWrite(fields.message()));
    else if (fields.tag === 26) metadata = true;
  }
  const set = { collection, hashedReads, hashedWrites, privateHash };
  return metadata ? { ...set, metadataWrites: true } : set;
}

function hashedRead(fields: WireReader): HashedRead {
  let keyHash: Uint8Array = EMPTY;
  let at: WireReader | undefined;
  while (fields.next()) {
    if (fields.tag === 10) keyHash = fields.bytes;
    else if (fields.tag === 18) at = fields.message(at);
  }
  return at === undefined ? { keyHash } : { keyHash, version: version(at) };
}

function hashedWrite(fields: WireReader): HashedWrite {
  let keyHash: Uint8Array = EMPTY;
  let valueHash: Uint8Array = EMPTY;
  let deleted = false;
  let purged = false;
  while (fields.next()) {
    if (fields.tag === 10) keyHash = fields.bytes;
    else if (fields.tag === 16) deleted = fields.boolean;
    else if (fields.tag === 26) valueHash = fields.bytes;
    else if (fields.tag === 32) purged = fields.boolean;
  }
  return { keyHash, valueHash, deleted: deleted || valueHash.length === 0, purged };
}
