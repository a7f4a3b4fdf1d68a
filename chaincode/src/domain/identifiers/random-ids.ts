import type { ApplicationId, ConsentId, DeclarantId, MandateId, ReadingId } from '../ids.js';
import { matched } from './matched.js';

/** Identifiers that say nothing: a letter and 128 random bits. */
export type RandomId = DeclarantId | ReadingId | ConsentId | MandateId | ApplicationId;
export type RandomIdPrefix<T extends RandomId> = T extends DeclarantId
  ? 'i'
  : T extends ReadingId
    ? 'r'
    : T extends ConsentId
      ? 'c'
      : T extends MandateId
        ? 'm'
        : 'a';

/** Draws an identifier: `randomId<ReadingId>('r', randomBytes)`. The randomness must be cryptographic. */
export function randomId<T extends RandomId>(
  prefix: RandomIdPrefix<T>,
  randomBytes: (size: number) => Uint8Array,
): T {
  const hexadecimal = Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${prefix}-${hexadecimal}` as T;
}

/** @throws IDENTIFIER_INVALID */
export function parseReadingId(text: unknown, path = ''): ReadingId {
  return matched(
    text,
    /^r-[0-9a-f]{32}$/,
    'must be r- and 32 lower-case hexadecimal digits',
    path,
  ) as ReadingId;
}

/** @throws IDENTIFIER_INVALID */
export function parseConsentId(text: unknown, path = ''): ConsentId {
  return matched(
    text,
    /^c-[0-9a-f]{32}$/,
    'must be c- and 32 lower-case hexadecimal digits',
    path,
  ) as ConsentId;
}

/** @throws IDENTIFIER_INVALID */
export function parseMandateId(text: unknown, path = ''): MandateId {
  return matched(
    text,
    /^m-[0-9a-f]{32}$/,
    'must be m- and 32 lower-case hexadecimal digits',
    path,
  ) as MandateId;
}

/** @throws IDENTIFIER_INVALID */
export function parseApplicationId(text: unknown, path = ''): ApplicationId {
  return matched(
    text,
    /^a-[0-9a-f]{32}$/,
    'must be a- and 32 lower-case hexadecimal digits',
    path,
  ) as ApplicationId;
}
