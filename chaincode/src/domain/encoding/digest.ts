import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { fail } from '../errors/once-error.js';
import type { Digest } from '../ids.js';
import type { JsonValue } from '../json.js';
import { toBase64url } from './base64url.js';
import { canonicalBytes } from './canonical.js';

type Sha256 = (bytes: Uint8Array) => Uint8Array;
let implementation: Sha256 = nobleSha256;

/** SHA-256, FIPS 180-4: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return implementation(bytes);
}

/**
 * Hashes with a faster SHA-256 from now on: `../crypto` brings the platform's. The domain stays the same on any platform,
 * since every implementation answers the same; one that does not for a known answer is refused. @throws INTERNAL
 */
export function useSha256(faster: Sha256): void {
  const known = Uint8Array.of(0x61, 0x62, 0x63);
  if (toDigest(faster(known)) !== toDigest(nobleSha256(known))) throw fail('INTERNAL', 'this is no SHA-256');
  implementation = faster;
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
