import { fail } from '../domain/index.js';

/** One fault of an act's body, found against the state. */
export function invalid(path: string, problem: string): Error {
  return fail('INPUT_INVALID', { faults: [{ path, problem }] });
}
