import type { SerializedIdentity } from './types.js';
import { EMPTY, WireError, WireReader } from './wire.js';

/**
 * Blocks name the same few identities over and over: one object each. The latest come first; comparing with a few is
 * cheaper than computing a key from a certificate's bytes.
 */
const latest: SerializedIdentity[] = [];
const MOST_LATEST = 16;
const known = new Map<string, SerializedIdentity>();
const MOST_KNOWN = 4096;

/** msp.SerializedIdentity. Where it cannot be read, name and certificate stay empty, and no MSP will know it. */
export function decodeIdentity(bytes: Uint8Array): SerializedIdentity {
  for (const identity of latest) if (equal(identity.bytes, bytes)) return identity;
  const identity = remembered(bytes);
  if (latest.unshift(identity) > MOST_LATEST) latest.pop();
  return identity;
}

function remembered(bytes: Uint8Array): SerializedIdentity {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const before = known.get(key);
  if (before !== undefined) return before;
  // Its own copy: a cached identity must not keep a whole block alive.
  const identity = read(Uint8Array.from(bytes));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, identity);
  return identity;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  // The last bytes of a certificate, its signature, differ soonest.
  const last = one.length - 1;
  return (
    one.length === other.length && one[last - 40] === other[last - 40] && Buffer.compare(one, other) === 0
  );
}

function read(bytes: Uint8Array): SerializedIdentity {
  try {
    let mspId = '';
    let certificate: Uint8Array = EMPTY;
    const fields = new WireReader(bytes);
    while (fields.next()) {
      if (fields.tag === 10) mspId = fields.string;
      else if (fields.tag === 18) certificate = fields.bytes;
    }
    return { mspId, certificate: Buffer.from(certificate).toString('latin1'), bytes };
  } catch (error) {
    if (error instanceof WireError) return { mspId: '', certificate: '', bytes };
    throw error;
  }
}

/** A serialized common.SignatureHeader. Throws WireError. */
export function decodeSignatureHeader(bytes: Uint8Array): { creator: Uint8Array; nonce: Uint8Array } {
  return signatureHeader(new WireReader(bytes));
}

export function signatureHeader(fields: WireReader): { creator: Uint8Array; nonce: Uint8Array } {
  let creator: Uint8Array = EMPTY;
  let nonce: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 10) creator = fields.bytes;
    else if (fields.tag === 18) nonce = fields.bytes;
  }
  return { creator, nonce };
}
