import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * How an entry stands in a checked LevelDB (docs/spec/state-db.md). The head, as base64url text, which LevelDB's scan hands
 * over several times faster than bytes: payload, digest (16), CRC-32 (4, over key, payload and digest). A value too large
 * for that stands beside it as the body: value, digest (16), CRC-32 (4, over key, value and digest).
 */
const DIGEST = 16;
const CRC = 4;
const TRAILER = DIGEST + CRC;
const NO_BODY = new Uint8Array(0);

export interface Head {
  /** As stored. */
  readonly text: string;
  readonly payload: Buffer;
  readonly digest: Buffer;
}

/** The first 16 bytes of SHA-256 over the lengths of key and payload (u32 each), key, payload, body. */
export function digestOf(key: string, payload: Uint8Array, body: Uint8Array = NO_BODY): Buffer {
  const name = Buffer.from(key, 'utf8');
  const lengths = Buffer.allocUnsafe(8);
  lengths.writeUInt32BE(name.length, 0);
  lengths.writeUInt32BE(payload.length, 4);
  return hash('sha256', Buffer.concat([lengths, name, payload, body]), 'buffer').subarray(0, DIGEST);
}

export function sealHead(key: string, payload: Uint8Array, digest: Buffer): Head {
  const sealed = seal(key, payload, digest);
  return { text: sealed.toString('base64url'), payload: sealed.subarray(0, payload.length), digest };
}

/** Undefined where the checksum does not fit key and content. */
export function openHead(key: string, text: string): Head | undefined {
  const sealed = Buffer.from(text, 'base64url');
  const end = sealed.length - TRAILER;
  if (!isIntact(key, sealed)) return undefined;
  return { text, payload: sealed.subarray(0, end), digest: sealed.subarray(end, end + DIGEST) };
}

export function sealBody(key: string, body: Uint8Array, digest: Buffer): Buffer {
  return seal(key, body, digest);
}

/** Undefined where the checksum does not fit, or the body belongs to another head. */
export function openBody(key: string, sealed: Buffer | undefined, digest: Buffer): Buffer | undefined {
  if (sealed === undefined || !isIntact(key, sealed)) return undefined;
  const end = sealed.length - TRAILER;
  return sealed.subarray(end, end + DIGEST).equals(digest) ? sealed.subarray(0, end) : undefined;
}

/** Whether a body as stored fits its key, whatever its head says. */
export function isIntactBody(key: Uint8Array, sealed: Buffer): boolean {
  return isIntact(key, sealed);
}

function seal(key: string, content: Uint8Array, digest: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(content.length + TRAILER);
  sealed.set(content, 0);
  sealed.set(digest, content.length);
  const end = sealed.length - CRC;
  sealed.writeUInt32BE(crc32(sealed.subarray(0, end), crc32(key)), end);
  return sealed;
}

function isIntact(key: string | Uint8Array, sealed: Buffer): boolean {
  const end = sealed.length - CRC;
  return end >= DIGEST && crc32(sealed.subarray(0, end), crc32(key)) === sealed.readUInt32BE(end);
}
