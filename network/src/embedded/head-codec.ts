import type { Head } from './stores.js';

/**
 * Body of a head's slot, integers big-endian: 0 height (u64), 8 header hash (32), 40 number of private stores (u16), for
 * each: length of its name (u8), name, entries (u64); then the signature to the end.
 */
const HASH = 8;
const COUNT = 40;
const COUNTS = 42;
const PREFIX = 'onceledger head v1\n';

/** What the orderer signs: the prefix `onceledger head v1` and a line feed, then all of the body but the signature. */
export function headSigningInput(head: Omit<Head, 'signature'>): Uint8Array {
  return Buffer.concat([Buffer.from(PREFIX, 'latin1'), encodeSigned(head)]);
}

export function encodeHead(head: Head): Uint8Array {
  return Buffer.concat([encodeSigned(head), head.signature]);
}

/** Undefined where the bytes are no head. */
export function decodeHead(bytes: Uint8Array): Head | undefined {
  const buffer = Buffer.from(bytes);
  if (buffer.length < COUNTS) return undefined;
  const privateEntries: Record<string, bigint> = {};
  let offset = COUNTS;
  for (let left = buffer.readUInt16BE(COUNT); left > 0; left -= 1) {
    const end = offset + 1 + (buffer[offset] ?? 0);
    if (buffer.length < end + 8) return undefined;
    privateEntries[buffer.toString('utf8', offset + 1, end)] = buffer.readBigUInt64BE(end);
    offset = end + 8;
  }
  return {
    height: buffer.readBigUInt64BE(0),
    hash: buffer.subarray(HASH, COUNT),
    privateEntries,
    signature: buffer.subarray(offset),
  };
}

function encodeSigned(head: Omit<Head, 'signature'>): Uint8Array {
  const stores = Object.entries(head.privateEntries ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  const fixed = Buffer.alloc(COUNTS);
  fixed.writeBigUInt64BE(head.height, 0);
  fixed.set(head.hash.subarray(0, COUNT - HASH), HASH);
  fixed.writeUInt16BE(stores.length, COUNT);
  return Buffer.concat([fixed, ...stores.map(([name, entries]) => encodeCount(name, entries))]);
}

function encodeCount(name: string, entries: bigint): Uint8Array {
  const text = Buffer.from(name, 'utf8');
  const bytes = Buffer.alloc(1 + text.length + 8);
  bytes.writeUInt8(text.length, 0);
  bytes.set(text, 1);
  bytes.writeBigUInt64BE(entries, 1 + text.length);
  return bytes;
}
