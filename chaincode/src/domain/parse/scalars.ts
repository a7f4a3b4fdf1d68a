import { OnceError } from '../errors/once-error.js';
import type { Fault, JsonObject, JsonValue } from '../json.js';
import { INVALID, isObject, memberPath, reject, type Parser } from './parser.js';

export interface StringLimits {
  /** UTF-16 units. */
  readonly min?: number;
  /** UTF-16 units. */
  readonly max: number;
  readonly pattern?: RegExp;
  /** How a fault words the pattern. */
  readonly form?: string;
}

export function string(limits: StringLimits): Parser<string> {
  const { min = 0, max, pattern, form } = limits;
  return (value, path, faults) => {
    if (typeof value !== 'string') return reject(faults, path, 'must be a string');
    if (value.length < min) return reject(faults, path, `must have at least ${min} characters`);
    if (value.length > max) return reject(faults, path, `must have at most ${max} characters`);
    if (pattern?.test(value) === false)
      return reject(faults, path, `must be ${form ?? 'of the required form'}`);
    return value;
  };
}

export function integer(min: number, max: number): Parser<number> {
  return (value, path, faults) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : reject(faults, path, `must be an integer from ${min} to ${max}`);
}

export const boolean: Parser<boolean> = (value, path, faults) =>
  typeof value === 'boolean' ? value : reject(faults, path, 'must be true or false');

/** One of a few words or numbers. */
export function oneOf<const T extends string | number | boolean>(...admitted: readonly T[]): Parser<T> {
  return (value, path, faults) =>
    admitted.find((candidate) => candidate === value) ??
    reject(faults, path, `must be ${admitted.length > 1 ? 'one of ' : ''}${admitted.join(', ')}`);
}

/** Takes over a function that throws, such as the identifiers' `parse…`, with its own faults. */
export function parsedBy<T>(parse: (value: unknown, path?: string) => T): Parser<T> {
  return (value, path, faults) => {
    try {
      return parse(value, path);
    } catch (error) {
      if (!(error instanceof OnceError)) throw error;
      faults.push(...located(error, path));
      return INVALID;
    }
  };
}

function located(error: OnceError, path: string): readonly Fault[] {
  return error.faults.length > 0 ? error.faults : [{ path, problem: error.detail || error.message }];
}

/** Any JSON value; that it is JSON was settled when its text was parsed. */
export const json: Parser<JsonValue> = (value, path, faults) => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : reject(faults, path, 'must be a finite number');
  if (Array.isArray(value))
    return every(value.entries(), path, faults) ? (value as readonly JsonValue[]) : INVALID;
  return jsonObject(value, path, faults);
};

export const jsonObject: Parser<JsonObject> = (value, path, faults) => {
  if (!isObject(value)) return reject(faults, path, 'must be an object');
  return every(Object.entries(value), path, faults) ? (value as JsonObject) : INVALID;
};

function every(
  members: Iterable<readonly [string | number, unknown]>,
  path: string,
  faults: Fault[],
): boolean {
  let sound = true;
  for (const [name, member] of members) {
    if (json(member, memberPath(path, name), faults) === INVALID) sound = false;
  }
  return sound;
}
