import type { SerializedIdentity } from './types.js';
import { EMPTY, WireError, WireReader } from './wire.js';

/** A block names the same few identities over and over: one object each, by their bytes. */
const known = new Map<string, SerializedIdentity>();
const MOST = 4096;

/** msp.SerializedIdentity. Where it cannot be read, name and certificate stay empty, and no MSP will know it. */
export function decodeIdentity(bytes: Uint8Array): SerializedIdentity {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const before = known.get(key);
  if (before !== undefined) return before;
  // Its own copy: a cached identity must not keep a whole block alive.
  const identity = read(Uint8Array.from(bytes));
  if (known.size >= MOST) known.clear();
  known.set(key, identity);
  return identity;
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

/** common.SignatureHeader. */
export function decodeSignatureHeader(bytes: Uint8Array): { creator: Uint8Array; nonce: Uint8Array } {
  let creator: Uint8Array = EMPTY;
  let nonce: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) creator = fields.bytes;
    else if (fields.tag === 18) nonce = fields.bytes;
  }
  return { creator, nonce };
}
