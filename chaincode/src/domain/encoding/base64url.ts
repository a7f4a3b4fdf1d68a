import { fail } from '../errors/once-error.js';

/** RFC 4648 section 5, table 2. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Texts of twelve bits: two characters at a time are quicker than one. */
const PAIRS = Array.from(
  { length: 4096 },
  (_, bits) => ALPHABET.charAt(bits >> 6) + ALPHABET.charAt(bits & 63),
);
const INVALID = 255;
const VALUES = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** base64url without padding, RFC 4648 section 5. */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) text += pair(bytes, at) + pairBehind(bytes, at);
  const rest = bytes.length - at;
  if (rest === 0) return text;
  // Eight bits over are two characters, sixteen are three.
  return text + pair(bytes, at) + (rest === 2 ? pairBehind(bytes, at).charAt(0) : '');
}

/** The first twelve of the 24 bits at `at`; beyond the end are zeros. */
function pair(bytes: Uint8Array, at: number): string {
  return PAIRS[(byteAt(bytes, at) << 4) | (byteAt(bytes, at + 1) >> 4)] ?? '';
}

/** The last twelve. */
function pairBehind(bytes: Uint8Array, at: number): string {
  return PAIRS[((byteAt(bytes, at + 1) & 15) << 8) | byteAt(bytes, at + 2)] ?? '';
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
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
