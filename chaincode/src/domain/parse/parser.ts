import { toPointer } from '../encoding/pointer.js';
import { fail } from '../errors/once-error.js';
import type { ErrorCode } from '../errors/registry.js';
import type { Fault } from '../json.js';

/** What a parser answers for a value that it has reported as faulty; never leaves this folder's callers. */
export const INVALID: unique symbol = Symbol('invalid');
export type Invalid = typeof INVALID;

/**
 * Reads the value found at `path` (JSON Pointer, RFC 6901). Reports every fault to `faults` and then answers `INVALID`;
 * never throws and never puts the value itself into a fault.
 */
export type Parser<T> = (value: unknown, path: string, faults: Fault[]) => T | Invalid;

/** A member that may be absent; it is never `null` and never `undefined`. */
export interface Optional<T> {
  readonly optional: Parser<T>;
}

const MAX_FAULTS = 100;

/**
 * The typed value, or an error with every fault and its path (at most 100).
 * @throws `code`, by default INPUT_INVALID
 */
export function parseWith<T>(parser: Parser<T>, value: unknown, code: ErrorCode = 'INPUT_INVALID'): T {
  const faults: Fault[] = [];
  const parsed = parser(value, '', faults);
  if (parsed === INVALID || faults.length > 0) throw fail(code, { faults: faults.slice(0, MAX_FAULTS) });
  return parsed;
}

/** Reports one fault. */
export function reject(faults: Fault[], path: string, problem: string): Invalid {
  faults.push({ path, problem });
  return INVALID;
}

/** The pointer of a member, RFC 6901. */
export function memberPath(path: string, name: string | number): string {
  return path + toPointer([name]);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reports what `rule` finds wrong with a value that is right so far; paths are relative to the value. */
export function checked<T>(parser: Parser<T>, rule: (value: T) => readonly Fault[]): Parser<T> {
  return (value, path, faults) => {
    const parsed = parser(value, path, faults);
    if (parsed === INVALID) return INVALID;
    const found = rule(parsed);
    for (const fault of found) faults.push({ path: path + fault.path, problem: fault.problem });
    return found.length > 0 ? INVALID : parsed;
  };
}
