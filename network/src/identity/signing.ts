import { createPrivateKey, sign, verify, type KeyObject } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { CryptoCounters } from '../blocks/hashes.js';
import type { Signer } from '../blocks/signer.js';
import type { Identity } from './types.js';

/** Order of P-256 and its half, SEC 2 section 2.4.2: of the two valid values of S, Fabric takes only the lower one. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF = Buffer.from((ORDER >> 1n).toString(16).padStart(64, '0'), 'hex');

/** ECDSA P-256 over SHA-256 of the message: ASN.1 DER, low S. */
export function signLowS(privateKey: KeyObject, message: Uint8Array, counters?: CryptoCounters): Uint8Array {
  const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  if (counters !== undefined) counters.signatures += 1;
  const r = raw.subarray(0, 32);
  const s = raw.subarray(32);
  return encode(r, Buffer.compare(s, HALF) > 0 ? complement(s) : s);
}

/** False for anything that does not verify: malformed, high S, another key. Never throws. */
export function verifyDer(
  publicKey: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
  counters?: CryptoCounters,
): boolean {
  if (counters !== undefined) counters.verifications += 1;
  if (!isLowS(signature)) return false;
  try {
    return verify('sha256', message, publicKey, signature);
  } catch {
    // A key that node:crypto has no algorithm for.
    return false;
  }
}

/** Whether bytes are exactly SEQUENCE { INTEGER r, INTEGER s } with s in the lower half. */
export function isLowS(signature: Uint8Array): boolean {
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) return false;
  const r = integerAt(signature, 2);
  if (r === undefined) return false;
  const s = integerAt(signature, r.end);
  if (s?.end !== signature.length || s.value.length > 32) return false;
  const padded = Buffer.alloc(32);
  padded.set(s.value, 32 - s.value.length);
  return Buffer.compare(padded, HALF) <= 0;
}

/** Signs as an identity whose key is at hand. */
export function signerOf(identity: Identity, counters?: CryptoCounters): Signer {
  const key = createPrivateKey(identity.privateKey);
  return {
    serializedIdentity: serializeIdentity(identity.mspId, identity.certificate),
    sign: (message) => signLowS(key, message, counters),
  };
}

/** msp.SerializedIdentity: how Fabric's messages name who signed. */
export function serializeIdentity(mspId: string, certificate: string): Uint8Array {
  const message = new msp.SerializedIdentity();
  message.setMspid(mspId);
  message.setIdBytes(Buffer.from(certificate));
  return message.serializeBinary();
}

/** A positive DER INTEGER without its leading zero; undefined where there is none. */
function integerAt(bytes: Uint8Array, offset: number): { value: Uint8Array; end: number } | undefined {
  const length = bytes[offset + 1] ?? 0;
  const end = offset + 2 + length;
  const first = bytes[offset + 2] ?? 0x80;
  if (bytes[offset] !== 0x02 || length === 0 || end > bytes.length || first >= 0x80) return undefined;
  const value = bytes.subarray(offset + 2, end);
  return { value: first === 0 ? value.subarray(1) : value, end };
}

function complement(s: Uint8Array): Uint8Array {
  const value = ORDER - BigInt(`0x${Buffer.from(s).toString('hex')}`);
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function encode(r: Uint8Array, s: Uint8Array): Uint8Array {
  const content = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Uint8Array.of(0x30, content.length), content]);
}

function derInteger(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const bytes = value.subarray(start);
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
  return Buffer.concat([Uint8Array.of(0x02, padded.length), padded]);
}
