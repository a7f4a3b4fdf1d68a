import {
  canonicalBytes,
  fail,
  fromBase64url,
  toBase64url,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A256GCM, RFC 7518 section 5.3: 96-bit random nonce, 128-bit tag; members base64url. */
export interface Box {
  readonly ciphertext: string;
  readonly iv: string;
  readonly tag: string;
}

export function sealBox(key: Uint8Array, plaintext: Uint8Array, additional: Uint8Array): Box {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  cipher.setAAD(additional);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext: toBase64url(ciphertext), iv: toBase64url(iv), tag: toBase64url(cipher.getAuthTag()) };
}

/** Undefined where key, additional data or any byte differs. */
export function openBox(key: Uint8Array, box: Box, additional: Uint8Array): Uint8Array | undefined {
  const iv = fromBase64url(box.iv);
  const tag = fromBase64url(box.tag);
  if (iv.length !== 12 || tag.length !== 16) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  decipher.setAAD(additional);
  decipher.setAuthTag(tag);
  const first = decipher.update(fromBase64url(box.ciphertext));
  try {
    return Buffer.concat([first, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** For database columns: iv ‖ tag ‖ ciphertext, bound to where it stands. */
export function sealColumn(key: Uint8Array, value: JsonObject, place: string): Uint8Array {
  const box = sealBox(key, canonicalBytes(value), Buffer.from(place));
  return Buffer.concat([fromBase64url(box.iv), fromBase64url(box.tag), fromBase64url(box.ciphertext)]);
}

export function openColumn(key: Uint8Array, column: Uint8Array, place: string): Uint8Array {
  const box: Box = {
    iv: toBase64url(column.subarray(0, 12)),
    tag: toBase64url(column.subarray(12, 28)),
    ciphertext: toBase64url(column.subarray(28)),
  };
  const opened = openBox(key, box, Buffer.from(place));
  if (opened === undefined) throw fail('STORAGE_DAMAGED', `gateway.db: ${place} does not open`);
  return opened;
}
