import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Version } from '../blocks/types.js';
import { decodeVersion, encodeVersion, VERSION_SIZE } from './byte-codec.js';
import type { FrameParts } from './frame.js';
import type { MissingEntry, PrivateEntry } from './stores.js';

/**
 * Meta of a private store's frame (docs/spec/private-file.md): kind (u8), then
 *   value, deletion, missing: version (12), blockToLive (u32), hash of the key (32), namespace, collection (u16 length each)
 *   erasure: for each frame whose body is erased: number (u64), position (u64)
 * Body of a value or deletion: length of the key (u32), key, value. Key and value leave with an erasure, the hash stays.
 */
const KIND = { value: 1, deletion: 2, missing: 3, erasure: 4 } as const;
const LIVE = 1 + VERSION_SIZE;
const KEY_HASH = LIVE + 4;
const NAMES = KEY_HASH + 32;
const EMPTY = new Uint8Array(0);

export interface WriteMeta {
  readonly kind: 'value' | 'deletion' | 'missing';
  readonly version: Version;
  readonly blockToLive: number;
  readonly keyHash: Uint8Array;
  readonly namespace: string;
  readonly collection: string;
}
/** A frame whose body is to be zeros. */
export interface ErasedFrame {
  readonly number: number;
  readonly position: number;
}
export interface ErasureMeta {
  readonly kind: 'erasure';
  readonly frames: readonly ErasedFrame[];
}

/** Checksum over the header checksums of all frames up to one: names a whole past of the file in four bytes. */
export function chainAfter(chain: number, headCrc: number): number {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(headCrc);
  return crc32(bytes, chain);
}

export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

export function encodeEntry(entry: PrivateEntry): FrameParts {
  const { namespace, collection, version, blockToLive = 0, value } = entry;
  const kind = value === undefined ? 'deletion' : 'value';
  const keyHash = hashKey(entry.key);
  const meta = encodeWrite({ kind, version, blockToLive, keyHash, namespace, collection });
  const key = Buffer.from(entry.key, 'utf8');
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(key.length);
  return { meta, body: Buffer.concat([length, key, value ?? EMPTY]) };
}

export function encodeMissing(entry: MissingEntry): FrameParts {
  return { meta: encodeWrite({ kind: 'missing', blockToLive: 0, ...entry }), body: EMPTY };
}

export function encodeErasure(frames: readonly ErasedFrame[]): FrameParts {
  const meta = Buffer.allocUnsafe(1 + 16 * frames.length);
  meta.writeUInt8(KIND.erasure, 0);
  frames.forEach(({ number, position }, index) => {
    meta.writeBigUInt64BE(BigInt(number), 1 + 16 * index);
    meta.writeBigUInt64BE(BigInt(position), 9 + 16 * index);
  });
  return { meta, body: EMPTY };
}

/** Undefined where the meta is of no known kind or cut short. */
export function decodeMeta(meta: Uint8Array): WriteMeta | ErasureMeta | undefined {
  const bytes = Buffer.from(meta.buffer, meta.byteOffset, meta.byteLength);
  const kind = bytes[0];
  if (kind === KIND.erasure) return { kind: 'erasure', frames: decodeErasure(bytes) };
  const name = (['value', 'deletion', 'missing'] as const).find((each) => KIND[each] === kind);
  return name === undefined || bytes.length < NAMES + 4 ? undefined : decodeWrite(name, bytes);
}

export function decodeBody(body: Uint8Array): { key: string; value: Buffer } {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const end = 4 + bytes.readUInt32BE(0);
  return { key: bytes.toString('utf8', 4, end), value: bytes.subarray(end) };
}

function encodeWrite(write: WriteMeta): Buffer {
  const fixed = Buffer.alloc(NAMES);
  fixed.writeUInt8(KIND[write.kind], 0);
  fixed.set(encodeVersion(write.version), 1);
  fixed.writeUInt32BE(write.blockToLive, LIVE);
  fixed.set(write.keyHash, KEY_HASH);
  return Buffer.concat([fixed, encodeText(write.namespace), encodeText(write.collection)]);
}

function decodeWrite(kind: WriteMeta['kind'], bytes: Buffer): WriteMeta {
  const namespace = decodeText(bytes, NAMES);
  return {
    kind,
    version: decodeVersion(bytes, 1),
    blockToLive: bytes.readUInt32BE(LIVE),
    keyHash: Buffer.from(bytes.subarray(KEY_HASH, NAMES)),
    namespace: namespace.text,
    collection: decodeText(bytes, namespace.end).text,
  };
}

function decodeErasure(bytes: Buffer): ErasedFrame[] {
  return Array.from({ length: Math.floor((bytes.length - 1) / 16) }, (_, index) => ({
    number: Number(bytes.readBigUInt64BE(1 + 16 * index)),
    position: Number(bytes.readBigUInt64BE(9 + 16 * index)),
  }));
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function decodeText(bytes: Buffer, offset: number): { text: string; end: number } {
  const start = offset + 2;
  const end = start + bytes.readUInt16BE(offset);
  return { text: bytes.toString('utf8', start, end), end };
}
