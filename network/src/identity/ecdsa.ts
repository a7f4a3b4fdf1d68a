import { sign, verify, type KeyObject } from 'node:crypto';
import type { CryptoCounters } from '../blocks/hashes.js';

/**
 * The curves whose signatures count here, with half their order (SEC 2 sections 2.4.2 and 2.5.1) and the length of a
 * coordinate. Of the two values of S that verify, Fabric takes only the lower one, so that nobody can alter a signature.
 */
const CURVES = {
  prime256v1: curve(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n, 32),
  secp384r1: curve(
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    48,
  ),
} as const;
type Curve = (typeof CURVES)[keyof typeof CURVES];

/** ECDSA P-256 over SHA-256 of the message: ASN.1 DER, low S. */
export function signLowS(privateKey: KeyObject, message: Uint8Array, counters?: CryptoCounters): Uint8Array {
  count('signatures', message, counters);
  return lowS(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
}

/** As `signLowS`, in another thread. */
export function signLowSLater(
  privateKey: KeyObject,
  message: Uint8Array,
  counters?: CryptoCounters,
): Promise<Uint8Array> {
  count('signatures', message, counters);
  return new Promise((resolve, reject) => {
    sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }, (error, raw) => {
      if (error) reject(error);
      else resolve(lowS(raw));
    });
  });
}

function count(
  what: 'signatures' | 'verifications',
  { length }: Uint8Array,
  counters: CryptoCounters | undefined,
): void {
  if (counters === undefined) return;
  counters[what] += 1;
  counters.bytes += length;
}

/** R ‖ S as ASN.1 DER with the lower S. */
function lowS(raw: Uint8Array): Uint8Array {
  const { order, half, size } = CURVES.prime256v1;
  const r = raw.subarray(0, size);
  const s = raw.subarray(size);
  return derSignature(r, Buffer.compare(s, half) > 0 ? complement(s, order, size) : s);
}

/** False for anything that does not verify: malformed, high S, a key not admitted, another key. Never throws. */
export function verifyDer(
  publicKey: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
  counters?: CryptoCounters,
): boolean {
  count('verifications', message, counters);
  const form = formOf(publicKey, signature);
  return form !== undefined && verify(form.digest, message, publicKey, form.signature);
}

/** As `verifyDer`, in another thread: for whoever has others to serve meanwhile. */
export function verifyDerLater(
  publicKey: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
  counters?: CryptoCounters,
): Promise<boolean> {
  count('verifications', message, counters);
  const form = formOf(publicKey, signature);
  if (form === undefined) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    verify(form.digest, message, publicKey, form.signature, (error, verified) => {
      if (error) reject(error);
      else resolve(verified);
    });
  });
}

/** What node:crypto is asked: ECDSA over SHA-256, or Ed25519 (RFC 8032), which hashes by itself. */
function formOf(
  publicKey: KeyObject,
  signature: Uint8Array,
): { digest: 'sha256' | null; signature: Uint8Array } | undefined {
  if (publicKey.asymmetricKeyType === 'ed25519') return { digest: null, signature };
  const found = curveOf(publicKey);
  const canonical = found === undefined ? undefined : canonicalSignature(signature, found);
  return canonical === undefined ? undefined : { digest: 'sha256', signature: canonical };
}

/** Whether a signature made with P-256 has the lower S. */
export function isLowS(signature: Uint8Array): boolean {
  return canonicalSignature(signature, CURVES.prime256v1) !== undefined;
}

/** Whether Fabric takes signatures of this key; of Ed25519 from channel capability V3_0 on. */
export function isAdmittedKey(publicKey: KeyObject, withEd25519: boolean): boolean {
  return curveOf(publicKey) !== undefined || (withEd25519 && publicKey.asymmetricKeyType === 'ed25519');
}

function curveOf(key: KeyObject): Curve | undefined {
  const name = key.asymmetricKeyDetails?.namedCurve;
  return name === 'prime256v1' || name === 'secp384r1' ? CURVES[name] : undefined;
}

function curve(order: bigint, size: number): { order: bigint; half: Uint8Array; size: number } {
  return { order, half: Buffer.from((order >> 1n).toString(16).padStart(size * 2, '0'), 'hex'), size };
}

/**
 * The DER of R and S alone, which is what OpenSSL verifies; undefined where R or S is malformed or S not low. Go's ASN.1
 * decoder passes over bytes that follow S or the sequence, so Fabric admits them, and they must not matter here either.
 */
function canonicalSignature(signature: Uint8Array, { half, size }: Curve): Uint8Array | undefined {
  const found = integersOf(signature);
  if (found === undefined || !isPositive(found.r) || !isPositive(found.s)) return undefined;
  const { r, s, exact } = found;
  if (unpadded(r).length > size || compareUnsigned(unpadded(s), half) > 0) return undefined;
  return exact ? signature : derSignature(r, s);
}

function integersOf(signature: Uint8Array): { r: Uint8Array; s: Uint8Array; exact: boolean } | undefined {
  const sequence = element(signature, 0, 0x30);
  const r = sequence && element(sequence.content, 0, 0x02);
  const s = r && element(sequence.content, r.end, 0x02);
  if (r === undefined || s === undefined) return undefined;
  const exact = sequence?.end === signature.length && s.end === sequence.content.length;
  return { r: r.content, s: s.content, exact };
}

/** A DER element with a tag; undefined where there is none or its length is not minimal. */
function element(
  bytes: Uint8Array,
  at: number,
  tag: number,
): { content: Uint8Array; end: number } | undefined {
  const first = bytes[at + 1] ?? 0;
  // One length byte of the long form is enough: no signature here is longer than 255 bytes.
  const long = first === 0x81;
  const length = long ? (bytes[at + 2] ?? 0) : first;
  const start = at + (long ? 3 : 2);
  const minimal = long ? length >= 0x80 : first < 0x80;
  if (bytes[at] !== tag || !minimal || start + length > bytes.length) return undefined;
  return { content: bytes.subarray(start, start + length), end: start + length };
}

/** A minimal DER INTEGER above zero. */
function isPositive(content: Uint8Array): boolean {
  const [first = 0x80, second] = content;
  if (first >= 0x80) return false;
  return first !== 0 || (second !== undefined && second >= 0x80);
}

function unpadded(content: Uint8Array): Uint8Array {
  return content[0] === 0 ? content.subarray(1) : content;
}

/** Both big-endian, the first without leading zeros. */
function compareUnsigned(value: Uint8Array, limit: Uint8Array): number {
  return value.length === limit.length ? Buffer.compare(value, limit) : value.length - limit.length;
}

function complement(s: Uint8Array, order: bigint, size: number): Uint8Array {
  const value = order - BigInt(`0x${Buffer.from(s).toString('hex')}`);
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
}

function derSignature(r: Uint8Array, s: Uint8Array): Uint8Array {
  const content = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Uint8Array.of(0x30, content.length), content]);
}

/** An INTEGER of a number's big-endian bytes. */
export function derInteger(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start += 1;
  const bytes = value.subarray(start);
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
  return Buffer.concat([Uint8Array.of(0x02, padded.length), padded]);
}
