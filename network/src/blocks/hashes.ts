import { createHash } from 'node:crypto';

/**
 * Operations done through this package, for whoever compares a rate with the limit that its signatures and hashes set.
 * A caller passes one object everywhere; absent: nobody counts.
 */
export interface CryptoCounters {
  signatures: number;
  verifications: number;
  hashes: number;
  /** Hashed by any of the three: signing and verifying begin with a hash of the message. */
  bytes: number;
}

export function cryptoCounters(): CryptoCounters {
  return { signatures: 0, verifications: 0, hashes: 0, bytes: 0 };
}

export function sha256(parts: readonly Uint8Array[], counters?: CryptoCounters): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  if (counters !== undefined) {
    counters.hashes += 1;
    for (const { length: size } of parts) counters.bytes += size;
  }
  return hash.digest();
}

/** ASN.1 DER of SEQUENCE { number INTEGER, previousHash OCTET STRING, dataHash OCTET STRING }: what a block's hash and its signatures cover. */
export function headerBytes(number: bigint, previousHash: Uint8Array, dataHash: Uint8Array): Uint8Array {
  return der(0x30, Buffer.concat([der(0x02, integer(number)), der(0x04, previousHash), der(0x04, dataHash)]));
}

/** SHA-256 of the header's ASN.1 bytes: what the next block carries as `previousHash`. */
export function headerHash(
  number: bigint,
  previousHash: Uint8Array,
  blockDataHash: Uint8Array,
  counters?: CryptoCounters,
): Uint8Array {
  return sha256([headerBytes(number, previousHash, blockDataHash)], counters);
}

/** SHA-256 over the concatenated envelopes. */
export function dataHash(envelopes: readonly Uint8Array[], counters?: CryptoCounters): Uint8Array {
  return sha256(envelopes, counters);
}

/** Hexadecimal SHA-256 of nonce ‖ creator: what a transaction must be called. */
export function transactionId(nonce: Uint8Array, creator: Uint8Array, counters?: CryptoCounters): string {
  return Buffer.from(sha256([nonce, creator], counters)).toString('hex');
}

function der(tag: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(tag, ...length(content.length)), content]);
}

function length(value: number): number[] {
  if (value < 0x80) return [value];
  const bytes = [...unsigned(BigInt(value))];
  return [0x80 | bytes.length, ...bytes];
}

/** Two's complement: a leading zero where the first bit is set. */
function integer(value: bigint): Uint8Array {
  const bytes = unsigned(value);
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
}

function unsigned(value: bigint): Uint8Array {
  const text = value.toString(16);
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
}
