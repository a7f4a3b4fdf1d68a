import { fail, OnceError } from '../errors/once-error.js';
import type { JsonValue } from '../json.js';
import { hasLoneSurrogate } from './bytes.js';
import { isWithinBytes, MAX_DEPTH, MAX_JSON_BYTES } from './limits.js';
import { toPointer } from './pointer.js';

const ENCODER = new TextEncoder();
/** Strings that stand in JSON as they are: no quote, backslash, control character, surrogate. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/**
 * RFC 8785: members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript prints them.
 * Never leaves anything out: `undefined`, functions, dates, non-finite numbers, lone surrogates are refused, and so is a
 * depth over 32. @throws JSON_INVALID with the path
 */
export function canonicalize(value: JsonValue): string {
  return new Canonicalizer(Number.isFinite).encode(value);
}

/** UTF-8 bytes of `canonicalize`: what is signed, digested and stored. @throws JSON_INVALID */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return ENCODER.encode(canonicalize(value));
}

/**
 * Parses what must already be canonical: parse, encode again, compare. A duplicate name, white space, another order or
 * another way to write a number shows as a difference. @throws JSON_NOT_CANONICAL, INPUT_TOO_LARGE over 1 MiB
 */
export function parseCanonical(text: string): JsonValue {
  if (!isWithinBytes(text, MAX_JSON_BYTES))
    throw fail('INPUT_TOO_LARGE', `JSON is over ${MAX_JSON_BYTES} bytes`);
  let value: JsonValue;
  let encoded: string;
  try {
    value = JSON.parse(text) as JsonValue;
    encoded = new Canonicalizer(isAdmittedNumber).encode(value);
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

class Canonicalizer {
  readonly #admits: (value: number) => boolean;
  /** Names and indexes from the root to the value at hand: its depth, and its path where it is refused. */
  readonly #steps: (string | number)[] = [];

  constructor(admits: (value: number) => boolean) {
    this.#admits = admits;
  }

  encode(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        if (!this.#admits(value)) throw this.#refused('is a number that JSON cannot hold');
        // ECMAScript's own form is that of RFC 8785 section 3.2.2.3; -0 is 0.
        return String(value);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'object':
        return value === null ? 'null' : this.#container(value);
      default:
        throw this.#refused(`is ${typeof value}, which JSON does not have`);
    }
  }

  #container(value: object): string {
    if (this.#steps.length >= MAX_DEPTH) throw this.#refused(`is nested deeper than ${MAX_DEPTH}`);
    if (Array.isArray(value)) return this.#array(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw this.#refused('is not a plain object');
    return this.#object(value as Readonly<Record<string, unknown>>);
  }

  #array(items: readonly unknown[]): string {
    let text = '[';
    for (let index = 0; index < items.length; index++) {
      this.#steps.push(index);
      text += (index === 0 ? '' : ',') + this.encode(items[index]);
      this.#steps.pop();
    }
    return text + ']';
  }

  #object(members: Readonly<Record<string, unknown>>): string {
    let text = '{';
    // The default order of `sort` is that of UTF-16 code units, as RFC 8785 section 3.2.3 wants.
    for (const name of Object.keys(members).sort()) {
      this.#steps.push(name);
      text += `${text === '{' ? '' : ','}${this.#string(name)}:${this.encode(members[name])}`;
      this.#steps.pop();
    }
    return text + '}';
  }

  #string(text: string): string {
    if (PLAIN.test(text)) return `"${text}"`;
    if (hasLoneSurrogate(text)) throw this.#refused('has a lone surrogate');
    return JSON.stringify(text);
  }

  #refused(problem: string): OnceError {
    return fail('JSON_INVALID', { faults: [{ path: toPointer(this.#steps), problem }] });
  }
}
