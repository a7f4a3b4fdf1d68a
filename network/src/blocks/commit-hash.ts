import type { BlockUpdates, KeyUpdate } from './block-updates.js';
import { sha256, type CryptoCounters } from './hashes.js';
import type { Version } from './types.js';
import { EMPTY, varint } from './wire.js';

/**
 * The hash by which peers compare what they committed: SHA-256 of the length of the codes (varint), the codes, the
 * block's updates and the commit hash before. The updates are a protobuf message of Fabric's ledger that it publishes
 * nowhere: repeated field 1, each with namespace 1 and collection 2 (where they change), key 3, deleted 4, value 5 and
 * version 6. docs/spec/validation.md.
 */
export function computeCommitHash(
  codes: Uint8Array,
  updates: BlockUpdates,
  previous: Uint8Array,
  counters?: CryptoCounters,
): Uint8Array {
  return sha256(
    [Buffer.concat([varint(codes.length), codes, ...encodeUpdates(updates), previous])],
    counters,
  );
}

function encodeUpdates(updates: BlockUpdates): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let namespaceBefore: string | undefined;
  for (const { namespace, collection, keys } of updates.ordered()) {
    // Where the channel's own configuration stands; peers leave it out.
    if (namespace === '') continue;
    let head = namespace === namespaceBefore ? EMPTY : text(1, namespace);
    if (collection !== undefined) head = Buffer.concat([head, text(2, collection)]);
    namespaceBefore = namespace;
    for (const [key, update] of keys) {
      const fields = Buffer.concat([head, ...encodeUpdate(key, update)]);
      parts.push(tagged(1, fields.length), fields);
      head = EMPTY;
    }
  }
  return parts;
}

function encodeUpdate(key: Uint8Array, { value, version }: KeyUpdate): Uint8Array[] {
  const height = heightBytes(version);
  return [
    ...(key.length === 0 ? [] : [tagged(3, key.length), key]),
    ...(value === undefined ? [DELETED] : [tagged(5, value.length), value]),
    tagged(6, height.length),
    height,
  ];
}

/** Field 4, a boolean. */
const DELETED = Uint8Array.of(4 << 3, 1);

/** Block and transaction number, each as its length and its bytes, big-endian without leading zeros. */
function heightBytes({ block, transaction }: Version): Uint8Array {
  return Buffer.concat([orderPreserving(block), orderPreserving(BigInt(transaction))]);
}

function orderPreserving(value: bigint): Uint8Array {
  if (value === 0n) return Uint8Array.of(0);
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

function text(field: number, value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([tagged(field, bytes.length), bytes]);
}

function tagged(field: number, length: number): Uint8Array {
  return Buffer.concat([Uint8Array.of((field << 3) | 2), varint(length)]);
}
