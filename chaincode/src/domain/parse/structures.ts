import type { Fault } from '../json.js';
import { INVALID, isObject, memberPath, reject, type Invalid, type Optional, type Parser } from './parser.js';

/** One parser for each member of `T`; optional members, and only they, are marked by `optional`. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
    ? Optional<NonNullable<T[K]>>
    : Parser<T[K]>;
};

export function optional<T>(parser: Parser<T>): Optional<T> {
  return { optional: parser };
}

/** An object with exactly the members of `T`: unknown ones are refused, since nobody would have verified them. */
export function object<T>(shape: Shape<T>): Parser<T> {
  const members = Object.entries<Parser<unknown> | Optional<unknown>>(shape);
  const known = new Set(members.map(([name]) => name));
  return (value, path, faults) => {
    if (!isObject(value)) return reject(faults, path, 'must be an object');
    const before = faults.length;
    for (const name of Object.keys(value)) {
      if (!known.has(name)) reject(faults, memberPath(path, name), 'is not a known member');
    }
    const result: Record<string, unknown> = {};
    for (const [name, parser] of members) readMember(value, name, parser, { path, faults, result });
    // Every member of T was read by the parser that Shape<T> demands for it.
    return faults.length > before ? INVALID : (result as T);
  };
}

interface Reading {
  readonly path: string;
  readonly faults: Fault[];
  readonly result: Record<string, unknown>;
}

function readMember(
  value: Readonly<Record<string, unknown>>,
  name: string,
  parser: Parser<unknown> | Optional<unknown>,
  { path, faults, result }: Reading,
): void {
  const present = Object.hasOwn(value, name);
  if (!present && typeof parser === 'function') reject(faults, memberPath(path, name), 'is missing');
  if (!present) return;
  const read = typeof parser === 'function' ? parser : parser.optional;
  result[name] = read(value[name], memberPath(path, name), faults);
}

export interface ArrayLimits<T> {
  readonly min?: number;
  readonly max: number;
  /** No two elements may have the same key. */
  readonly unique?: (element: T) => string;
}

export function array<T>(element: Parser<T>, { min = 0, max, unique }: ArrayLimits<T>): Parser<readonly T[]> {
  return (value, path, faults) => {
    if (!Array.isArray(value)) return reject(faults, path, 'must be an array');
    if (value.length < min) return reject(faults, path, `must have at least ${min} elements`);
    if (value.length > max) return reject(faults, path, `must have at most ${max} elements`);
    const before = faults.length;
    const elements = value.map((one: unknown, index) => element(one, memberPath(path, index), faults));
    const sound = elements.filter((one): one is Exclude<typeof one, Invalid> => one !== INVALID);
    if (unique !== undefined && faults.length === before) reportRepeats(sound.map(unique), path, faults);
    return faults.length > before ? INVALID : sound;
  };
}

function reportRepeats(keys: readonly string[], path: string, faults: Fault[]): void {
  const seen = new Set<string>();
  for (const [index, key] of keys.entries()) {
    if (seen.has(key)) reject(faults, memberPath(path, index), 'repeats an earlier element');
    seen.add(key);
  }
}

/** A set written as an array: no element twice. */
export function set<T extends string>(element: Parser<T>, limits: ArrayLimits<T>): Parser<readonly T[]> {
  return array(element, { unique: (one) => one, ...limits });
}

/** An object used as a map from parsed names to values. */
export function record<K extends string, V>(
  name: Parser<K>,
  member: Parser<V>,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): Parser<Readonly<Record<K, V>>> {
  return (value, path, faults) => {
    if (!isObject(value)) return reject(faults, path, 'must be an object');
    const entries = Object.entries(value);
    if (entries.length < min) return reject(faults, path, `must have at least ${min} members`);
    if (entries.length > max) return reject(faults, path, `must have at most ${max} members`);
    const before = faults.length;
    const parsed = entries.map(([key, one]) => {
      const at = memberPath(path, key);
      return [name(key, at, faults), member(one, at, faults)] as const;
    });
    // Names and members were parsed just above; Object.fromEntries forgets the key's type.
    return faults.length > before ? INVALID : (Object.fromEntries(parsed) as Readonly<Record<K, V>>);
  };
}

/** An object whose member `tag` says which of several forms it has. */
export function variants<T>(tag: string, forms: Readonly<Record<string, Parser<T>>>): Parser<T> {
  const names = Object.keys(forms).join(', ');
  return (value, path, faults) => {
    if (!isObject(value)) return reject(faults, path, 'must be an object');
    const word = value[tag];
    const form = typeof word === 'string' && Object.hasOwn(forms, word) ? forms[word] : undefined;
    return form === undefined
      ? reject(faults, memberPath(path, tag), `must be one of ${names}`)
      : form(value, path, faults);
  };
}
