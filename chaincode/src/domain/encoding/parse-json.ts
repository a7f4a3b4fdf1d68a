import { fail, type OnceError } from '../errors/once-error.js';
import type { JsonValue } from '../json.js';
import { fromUtf8 } from './bytes.js';
import { JsonParser, placeAfter } from './json-parser.js';
import { isWithinBytes, MAX_DEPTH, MAX_JSON_BYTES } from './limits.js';

export interface JsonLimits {
  /** UTF-8 bytes of the whole document. */
  readonly maxBytes: number;
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
}
const LIMITS: JsonLimits = { maxBytes: MAX_JSON_BYTES, maxDepth: MAX_DEPTH };

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Parses JSON that a person wrote: any white space, and a byte order mark is passed over. Refuses what readers of JSON
 * disagree about (RFC 7493): duplicate names, lone surrogates, -0, magnitudes over 2^53 − 1, bytes that are no UTF-8; and
 * more than 1 MiB or 32 levels. @throws JSON_INVALID with line, column and path; INPUT_TOO_LARGE
 */
export function parseJson(source: string | Uint8Array, limits: JsonLimits = LIMITS): JsonValue {
  const text = typeof source === 'string' ? withinLimit(source, limits) : decoded(source, limits);
  return new JsonParser(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, limits.maxDepth).document();
}

function withinLimit(text: string, limits: JsonLimits): string {
  if (!isWithinBytes(text, limits.maxBytes)) throw tooLarge(limits);
  return text;
}

function decoded(bytes: Uint8Array, limits: JsonLimits): string {
  if (bytes.length > limits.maxBytes) throw tooLarge(limits);
  try {
    return fromUtf8(bytes);
  } catch {
    const place = placeAfter(longestUtf8(bytes));
    throw fail('JSON_INVALID', {
      faults: [{ path: '', problem: `${place}: no UTF-8 from here on; save it as UTF-8` }],
    });
  }
}

function tooLarge(limits: JsonLimits): OnceError {
  return fail('INPUT_TOO_LARGE', `JSON is over ${limits.maxBytes} bytes`);
}

/** The text before the first byte that is no UTF-8: by halving, since a decoder does not say where it stopped. */
function longestUtf8(bytes: Uint8Array): string {
  let [whole, broken] = [0, bytes.length];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (startOf(bytes, middle) === undefined) broken = middle;
    else whole = middle;
  }
  return startOf(bytes, whole) ?? '';
}

/** The first `size` bytes as text, but for a character that goes on beyond them. */
function startOf(bytes: Uint8Array, size: number): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, size), { stream: true });
  } catch {
    return undefined;
  }
}
