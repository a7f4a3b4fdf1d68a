import type { Uscc } from '../ids.js';
import { invalidIdentifier, matched } from './matched.js';

/** GB 32100-2015 table 2: digits and capital letters without I, O, S, V, Z; a character's value is its place. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 32100-2015 section 5.6: Wi = 3^(i-1) mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/**
 * Registering department (table 1 with amendment 1 of 2016: 1 to 9, A, N, Y), organization category, six digits of region
 * (GB/T 2260), nine characters of main body identifier, check character. Categories are any digit but 0: amendments add some.
 */
const FORM = /^[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** A unified social credit code, GB 32100-2015. @throws IDENTIFIER_INVALID */
export function parseUscc(text: unknown, path = ''): Uscc {
  const code = matched(
    text,
    FORM,
    'must be a unified social credit code: 18 digits and capital letters (no I, O, S, V, Z), GB 32100-2015',
    path,
  );
  if (code.charAt(17) !== usccCheckCharacter(code)) {
    throw invalidIdentifier(path, 'has a wrong check character (GB 32100-2015 section 5.6)');
  }
  return code as Uscc;
}

/** The 18th character for the first 17; a sum that 31 divides gives 0. */
export function usccCheckCharacter(code: string): string {
  const sum = WEIGHTS.reduce(
    (total, weight, index) => total + weight * ALPHABET.indexOf(code.charAt(index)),
    0,
  );
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
