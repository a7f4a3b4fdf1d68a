import { fail } from '../errors/once-error.js';

const ENCODER = new TextEncoder();
/** `fatal`: bytes that are no UTF-8 throw; `ignoreBOM`: a byte order mark stays, so that every byte counts. */
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** True for half a surrogate pair alone: a string that no UTF-8 can hold (RFC 7493 section 2.1). */
export function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed();
}

/** UTF-8 bytes. @throws INPUT_INVALID where the text has a lone surrogate, which an encoder would silently replace */
export function utf8(text: string): Uint8Array {
  if (hasLoneSurrogate(text)) throw fail('INPUT_INVALID', 'text has a lone surrogate');
  return ENCODER.encode(text);
}

/** Text of UTF-8 bytes, a byte order mark included. @throws INPUT_INVALID where they are none */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    throw fail('INPUT_INVALID', 'bytes are not valid UTF-8');
  }
}

/** One array of all parts, in order. */
export function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
