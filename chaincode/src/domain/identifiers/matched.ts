import { fail, type OnceError } from '../errors/once-error.js';

/** The one error of this folder: says where and which form is wanted, never the text itself, which may be personal. */
export function invalidIdentifier(path: string, problem: string): OnceError {
  return fail('IDENTIFIER_INVALID', { faults: [{ path, problem }] });
}

/** `text` where it is a string that `pattern` (anchored, linear) matches. */
export function matched(text: unknown, pattern: RegExp, problem: string, path: string): string {
  if (typeof text !== 'string') throw invalidIdentifier(path, 'must be a string');
  if (!pattern.test(text)) throw invalidIdentifier(path, problem);
  return text;
}
