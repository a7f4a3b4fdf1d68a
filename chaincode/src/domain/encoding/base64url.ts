import { fail } from '../errors/once-error.js';

/** RFC 4648 section 5, table 2. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const INVALID = 255;
const VALUES = new Uint8Array(128).fill(INVALID);
CODES.forEach((code, value) => (VALUES[code] = value));

const ASCII = new TextDecoder('latin1');

/** base64url without padding, RFC 4648 section 5. */
export function toBase64url(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let bits = 0;
  let held = 0;
  let end = 0;
  for (const byte of bytes) {
    bits = ((bits & 0x3f) << 8) | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      codes[end++] = CODES[(bits >> held) & 0x3f] ?? 0;
    }
  }
  if (held > 0) codes[end] = CODES[(bits << (6 - held)) & 0x3f] ?? 0;
  return codes.length <= 64 ? String.fromCharCode(...codes) : ASCII.decode(codes);
}

/**
 * Bytes of base64url. Strict: no padding, no white space, no other alphabet, and unused bits are zero, so that every
 * byte string has exactly one text (RFC 4648 section 3.5). @throws INPUT_INVALID
 */
export function fromBase64url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw notBase64url();
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let end = 0;
  for (let index = 0; index < text.length; index++) {
    const value = VALUES[text.charCodeAt(index)] ?? INVALID;
    if (value === INVALID) throw notBase64url();
    bits = ((bits & 0xff) << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[end++] = bits >> held;
    }
  }
  if ((bits & ((1 << held) - 1)) !== 0) throw notBase64url();
  return bytes;
}

function notBase64url(): Error {
  return fail('INPUT_INVALID', 'not base64url without padding (RFC 4648 section 5)');
}
