import { fail, OnceError } from '../errors/once-error.js';
import type { JsonValue } from '../json.js';
import { fromUtf8, hasLoneSurrogate } from './bytes.js';
import { isAdmittedNumber } from './canonical.js';
import { isWithinBytes, MAX_DEPTH, MAX_JSON_BYTES } from './limits.js';
import { toPointer } from './pointer.js';

export interface JsonLimits {
  /** UTF-8 bytes of the whole document. */
  readonly maxBytes: number;
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
}
const LIMITS: JsonLimits = { maxBytes: MAX_JSON_BYTES, maxDepth: MAX_DEPTH };

/** Runs of white space, plain string characters, and numbers (RFC 8259 sections 2, 7, 6); matched where the parser stands. */
const SPACE = /[ \t\n\r]*/y;
const CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEX = /[0-9a-fA-F]{4}/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Parses JSON that a person wrote: any white space, and a byte order mark is passed over. Refuses what readers of JSON
 * disagree about (RFC 7493): duplicate names, lone surrogates, -0, magnitudes over 2^53 − 1, bytes that are no UTF-8; and
 * more than 1 MiB or 32 levels. @throws JSON_INVALID with line, column and path; INPUT_TOO_LARGE
 */
export function parseJson(source: string | Uint8Array, limits: JsonLimits = LIMITS): JsonValue {
  const text = typeof source === 'string' ? withinLimit(source, limits) : decoded(source, limits);
  return new Parser(text, limits.maxDepth).document();
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
    throw fail('JSON_INVALID', 'the file is not UTF-8: save it as UTF-8');
  }
}

function tooLarge(limits: JsonLimits): OnceError {
  return fail('INPUT_TOO_LARGE', `JSON is over ${limits.maxBytes} bytes`);
}

/** Recursive descent over RFC 8259's grammar, one method a production. */
class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #steps: (string | number)[] = [];
  #at: number;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
    this.#at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  }

  document(): JsonValue {
    this.#take(SPACE);
    const value = this.#value();
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#refused('nothing may follow the value');
    return value;
  }

  #value(): JsonValue {
    switch (this.#text.charAt(this.#at)) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#literal();
    }
  }

  #object(): JsonValue {
    this.#open();
    const members: Record<string, JsonValue> = {};
    if (this.#skip('}')) return members;
    do {
      this.#take(SPACE);
      this.#member(members);
    } while (this.#skip(','));
    this.#expect('}', 'expected , or }');
    return members;
  }

  #member(members: Record<string, JsonValue>): void {
    const start = this.#at;
    if (this.#text.charAt(start) !== '"') throw this.#refused('expected a name in double quotes');
    const name = this.#string();
    this.#steps.push(name);
    if (Object.hasOwn(members, name)) throw this.#refused('this name stands here twice', start);
    this.#expect(':', 'expected : after the name');
    this.#take(SPACE);
    // Defined, not assigned: `__proto__` is a name like any other.
    const value = this.#value();
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
    this.#steps.pop();
  }

  #array(): JsonValue {
    this.#open();
    const items: JsonValue[] = [];
    if (this.#skip(']')) return items;
    do {
      this.#take(SPACE);
      this.#steps.push(items.length);
      items.push(this.#value());
      this.#steps.pop();
    } while (this.#skip(','));
    this.#expect(']', 'expected , or ]');
    return items;
  }

  #open(): void {
    if (this.#steps.length >= this.#maxDepth) throw this.#refused(`nested deeper than ${this.#maxDepth}`);
    this.#at++;
  }

  #string(): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      value += this.#take(CHARACTERS);
      const next = this.#text.charAt(this.#at);
      if (next === '"') break;
      if (next !== '\\')
        throw this.#refused(next === '' ? 'the string does not end' : 'control characters must be escaped');
      value += this.#escape();
    }
    this.#at++;
    if (hasLoneSurrogate(value)) throw this.#refused('the string has a lone surrogate', start);
    return value;
  }

  #escape(): string {
    const start = this.#at++;
    const letter = this.#text.charAt(this.#at++);
    if (letter === 'u') {
      const code = this.#take(HEX);
      if (code !== '') return String.fromCharCode(Number.parseInt(code, 16));
    } else {
      const character = ESCAPES[letter];
      if (character !== undefined) return character;
    }
    throw this.#refused('no such escape', start);
  }

  #literal(): JsonValue {
    for (const [word, value] of LITERALS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #number(): number {
    const start = this.#at;
    const written = this.#take(NUMBER);
    if (written === '') throw this.#refused('expected a value');
    const value = Number(written);
    if (!isAdmittedNumber(value)) throw this.#refused('a number over 2^53 − 1: write it as text', start);
    if (value === 0 && /^-|[1-9]/.test(written.replace(/[eE].*$/, ''))) {
      throw this.#refused('-0, or a number too small to keep: write 0 or text', start);
    }
    return value;
  }

  /** What `pattern` (sticky) matches here, possibly nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  /** Passes white space and, where it comes next, `mark`. */
  #skip(mark: string): boolean {
    this.#take(SPACE);
    if (this.#text.charAt(this.#at) !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string, problem: string): void {
    if (!this.#skip(mark)) throw this.#refused(problem);
  }

  #refused(problem: string, at = this.#at): OnceError {
    const before = this.#text.slice(0, at).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    return fail('JSON_INVALID', {
      faults: [{ path: toPointer(this.#steps), problem: `${place}: ${problem}` }],
    });
  }
}
