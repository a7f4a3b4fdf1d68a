import { fail, type OnceError } from '../errors/once-error.js';
import { hasLoneSurrogate } from './bytes.js';
import { MAX_DEPTH } from './limits.js';
import { toPointer } from './pointer.js';

/** Strings that stand in JSON as they are: no quote, backslash, control character, surrogate. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** Which numbers a caller admits. */
export type NumberRule = (value: number) => boolean;

/**
 * Text of a value that is canonical but for its text, by the platform's own printer, twice as fast as ours: members stand
 * in order already, as in everything that was read from canonical text. Undefined for any other, and for what only
 * `Canonicalizer` can judge.
 */
export function encodeOrdered(value: unknown, admits: NumberRule): string | undefined {
  if (!isOrdered(value, 0, admits)) return undefined;
  const text = JSON.stringify(value);
  // The printer escapes lone surrogates, and nothing else in this way but a backslash before `ud`.
  return text.includes('\\ud') ? undefined : text;
}

function isOrdered(value: unknown, depth: number, admits: NumberRule): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return admits(value);
    case 'object':
      return value === null || (depth < MAX_DEPTH && isContainerOrdered(value, depth + 1, admits));
    default:
      return false;
  }
}

function isContainerOrdered(value: object, depth: number, admits: NumberRule): boolean {
  if (Array.isArray(value)) {
    // By index: `every` would pass over holes.
    for (let index = 0; index < value.length; index++)
      if (!isOrdered(value[index], depth, admits)) return false;
    return true;
  }
  if (!isPlain(value)) return false;
  let former: string | undefined;
  // `for in` and no list of names: the list costs more than the walk.
  for (const name in value) {
    if (former !== undefined && name <= former) return false;
    if (!isOrdered(value[name], depth, admits)) return false;
    former = name;
  }
  return true;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** RFC 8785 for any value, or the reason why there is none, with its path. */
export class Canonicalizer {
  readonly #admits: NumberRule;
  /** Names and indexes from the root to the value at hand: its depth, and its path where it is refused. */
  readonly #steps: (string | number)[] = [];

  constructor(admits: NumberRule) {
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
    if (!isPlain(value)) throw this.#refused('is not a plain object');
    return this.#object(value);
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
