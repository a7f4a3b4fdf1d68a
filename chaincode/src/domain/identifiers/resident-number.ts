import type { ResidentNumber } from '../ids.js';
import { invalidIdentifier, matched } from './matched.js';

/** Six digits of address code, eight of birth date, three of sequence, check character; capital X only. */
const FORM = /^[1-9][0-9]{16}[0-9X]$/;
/** GB/T 2260: first two digits; 81, 82 and 83 are residence permits of people from Hong Kong, Macao and Taiwan. */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;
/** ISO 7064 MOD 11-2, as GB 11643-1999 annex A writes it. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Nobody alive was born earlier; a year before is a slip of the pen. */
const FIRST_YEAR = 1800;

/** A resident identity number, GB 11643-1999. Personal data: the error never says it. @throws IDENTIFIER_INVALID */
export function parseResidentNumber(text: unknown, path = ''): ResidentNumber {
  const number = matched(
    text,
    FORM,
    'must be a resident identity number: 17 digits and a digit or X, GB 11643-1999',
    path,
  );
  if (!PROVINCE.test(number)) throw invalidIdentifier(path, 'begins with no province of GB/T 2260');
  if (
    !isCalendarDate(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14)))
  ) {
    throw invalidIdentifier(path, 'has a birth date that is not in the calendar');
  }
  if (number.charAt(17) !== residentCheckCharacter(number)) {
    throw invalidIdentifier(path, 'has a wrong check character (GB 11643-1999 annex A)');
  }
  return number as ResidentNumber;
}

/** The 18th character for the first 17. */
export function residentCheckCharacter(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number.charAt(index)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

function isCalendarDate(year: number, month: number, day: number): boolean {
  const longest = LONGEST_MONTHS[month - 1];
  if (longest === undefined || year < FIRST_YEAR || day < 1 || day > longest) return false;
  return month !== 2 || day !== 29 || isLeapYear(year);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
