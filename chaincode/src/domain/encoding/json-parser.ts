import { fail, type OnceError } from '../errors/once-error.js';
import type { JsonValue } from '../json.js';
import { hasLoneSurrogate } from './bytes.js';
import { isAdmittedNumber } from './canonical.js';
import { toPointer } from './pointer.js';

/** RFC 8259 section 2: the only white space. */
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** Plain string characters and numbers (RFC 8259 sections 7 and 6), matched where the parser stands. */
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
const OWN = { enumerable: true, configurable: true, writable: true };
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/** Where the text before stands, as an editor counts. */
export function placeAfter(before: string): string {
  const lines = before.split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

/** Recursive descent over RFC 8259's grammar, one method a production. */
export class JsonParser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #steps: (string | number)[] = [];
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): JsonValue {
    this.#space();
    const value = this.#value();
    this.#space();
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
      this.#space();
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
    this.#space();
    const value = this.#value();
    // Assigned, `__proto__` would change what the object is; here it is a name like any other.
    if (name === '__proto__') Object.defineProperty(members, name, { value, ...OWN });
    else members[name] = value;
    this.#steps.pop();
  }

  #array(): JsonValue {
    this.#open();
    const items: JsonValue[] = [];
    if (this.#skip(']')) return items;
    do {
      this.#space();
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
    const start = this.#at;
    pattern.lastIndex = start;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
    return this.#text.slice(start, this.#at);
  }

  #space(): void {
    while (SPACE.has(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  /** Passes white space and, where it comes next, `mark`. */
  #skip(mark: string): boolean {
    this.#space();
    if (this.#text.charAt(this.#at) !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string, problem: string): void {
    if (!this.#skip(mark)) throw this.#refused(problem);
  }

  #refused(problem: string, at = this.#at): OnceError {
    const place = placeAfter(this.#text.slice(0, at));
    return fail('JSON_INVALID', {
      faults: [{ path: toPointer(this.#steps), problem: `${place}: ${problem}` }],
    });
  }
}
