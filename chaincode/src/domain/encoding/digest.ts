import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import type { Digest } from '../ids.js';
import type { JsonValue } from '../json.js';
import { toBase64url } from './base64url.js';
import { canonicalBytes } from './canonical.js';

/** SHA-256, FIPS 180-4: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** SHA-256 in base64url. */
export function digest(bytes: Uint8Array): Digest {
  return toDigest(sha256(bytes));
}

/** SHA-256 of the canonical JSON of `value`. @throws JSON_INVALID */
export function digestOf(value: JsonValue): Digest {
  return digest(canonicalBytes(value));
}

/** 32 bytes as text. */
export function toDigest(hash: Uint8Array): Digest {
  return toBase64url(hash) as Digest;
}
