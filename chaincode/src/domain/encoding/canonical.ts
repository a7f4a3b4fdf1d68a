import { fail, OnceError } from '../errors/once-error.js';
import type { JsonValue } from '../json.js';
import { Canonicalizer, encodeOrdered, type NumberRule } from './canonicalizer.js';
import { isWithinBytes, MAX_JSON_BYTES } from './limits.js';

const ENCODER = new TextEncoder();
/**
 * RFC 8785: members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript prints them.
 * Never leaves anything out: `undefined`, functions, dates, non-finite numbers, lone surrogates are refused, and so is a
 * depth over 32. @throws JSON_INVALID with the path
 */
export function canonicalize(value: JsonValue): string {
  return encode(value, Number.isFinite);
}

/** UTF-8 bytes of `canonicalize`: what is signed, digested and stored. @throws JSON_INVALID */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return ENCODER.encode(canonicalize(value));
}

/**
 * Parses what must already be canonical: parse, encode again, compare. A duplicate name, white space, another order or
 * another way to write a number shows as a difference. @throws JSON_NOT_CANONICAL, INPUT_TOO_LARGE over 1 MiB or `maxBytes`
 */
export function parseCanonical(text: string, maxBytes = MAX_JSON_BYTES): JsonValue {
  if (!isWithinBytes(text, maxBytes)) throw fail('INPUT_TOO_LARGE', `JSON is over ${maxBytes} bytes`);
  let value: JsonValue;
  let encoded: string;
  try {
    value = JSON.parse(text) as JsonValue;
    encoded = encode(value, isAdmittedNumber);
  } catch (error) {
    if (error instanceof OnceError) throw fail('JSON_NOT_CANONICAL', { faults: error.faults });
    throw fail('JSON_NOT_CANONICAL', 'not JSON');
  }
  if (encoded !== text) throw fail('JSON_NOT_CANONICAL', 'differs from its RFC 8785 form');
  return value;
}

/** Numbers that every JSON reader takes for the same value: magnitude at most 2^53 − 1 (RFC 7493 section 2.2). */
export function isAdmittedNumber(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function encode(value: unknown, admits: NumberRule): string {
  return encodeOrdered(value, admits) ?? new Canonicalizer(admits).encode(value);
}
