import { verify, type X509Certificate } from 'node:crypto';
import { WireError } from './wire.js';

/**
 * Serial numbers (upper-case hexadecimal, as node:crypto prints them) that each CA revoked, by the CA's fingerprint. A
 * list counts only where that CA signed it; dates do not matter, as in Fabric.
 */
export function revokedSerials(
  lists: readonly Uint8Array[],
  authorities: readonly X509Certificate[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const revoked = new Map<string, Set<string>>();
  for (const list of lists.map(readList)) {
    const signer = authorities.find((one) => verify(list.hash, list.signed, one.publicKey, list.signature));
    if (signer === undefined) continue;
    const known = revoked.get(signer.fingerprint256) ?? new Set();
    for (const serial of list.serials) known.add(serial);
    revoked.set(signer.fingerprint256, known);
  }
  return revoked;
}

interface RevocationList {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly hash: string;
  readonly serials: readonly string[];
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const TIMES: readonly number[] = [0x17, 0x18];
/** ecdsa-with-SHA256, -SHA384 and -SHA512, RFC 5758 section 3.2: the last arc of 1.2.840.10045.4.3. */
const HASHES: Readonly<Record<string, string>> = {
  '06082a8648ce3d040302': 'sha256',
  '06082a8648ce3d040303': 'sha384',
  '06082a8648ce3d040304': 'sha512',
};

/** A CertificateList, RFC 5280 section 5.1, as PEM or DER. */
function readList(encoded: Uint8Array): RevocationList {
  const text = Buffer.from(encoded).toString('latin1');
  const pem = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  const list = elements(elements(pem === undefined ? encoded : Buffer.from(pem, 'base64'))[0]?.content);
  const [signed, algorithm, signature] = list;
  const hash = HASHES[Buffer.from(elements(algorithm?.content)[0]?.bytes ?? []).toString('hex')];
  if (signed === undefined || signature === undefined || hash === undefined)
    throw new WireError('a revocation list cannot be read');
  // A BIT STRING begins with the number of unused bits.
  return {
    signed: signed.bytes,
    signature: signature.content.subarray(1),
    hash,
    serials: serialsOf(signed.content),
  };
}

/** TBSCertList: version?, signature, issuer, thisUpdate, nextUpdate?, then, if any, the revoked certificates. */
function serialsOf(content: Uint8Array): string[] {
  const fields = elements(content);
  const lastTime = fields.findLastIndex(({ tag }) => TIMES.includes(tag));
  const revoked = fields[lastTime + 1];
  if (revoked?.tag !== SEQUENCE) return [];
  return elements(revoked.content).map((entry) => {
    const [serial] = elements(entry.content);
    if (serial?.tag !== INTEGER) throw new WireError('a revocation list cannot be read');
    return Buffer.from(serial.content)
      .toString('hex')
      .toUpperCase()
      .replace(/^(?:00)+(?=..)/, '');
  });
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The DER elements that stand one after the other. */
function elements(bytes: Uint8Array | undefined): Element[] {
  const found: Element[] = [];
  let at = 0;
  while (bytes !== undefined && at < bytes.length) {
    const { length, start } = lengthAt(bytes, at + 1);
    const end = start + length;
    if (end > bytes.length) throw new WireError('a revocation list is cut off');
    found.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

function lengthAt(bytes: Uint8Array, at: number): { length: number; start: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, start: at + 1 };
  const size = first & 0x7f;
  const digits = Buffer.from(bytes.subarray(at + 1, at + 1 + size));
  if (size === 0 || size > 4 || digits.length < size) throw new WireError('a revocation list is cut off');
  return { length: digits.readUIntBE(0, size), start: at + 1 + size };
}
