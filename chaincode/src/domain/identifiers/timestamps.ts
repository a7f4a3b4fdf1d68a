import type { Timestamp } from '../ids.js';
import { invalidIdentifier, matched } from './matched.js';

const FORM = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
const PROBLEM = 'must be a time in UTC with milliseconds, for example 2026-01-31T08:00:00.000Z (RFC 3339)';

/** Admits only what `Date.prototype.toISOString` prints, so that text order is time order. @throws IDENTIFIER_INVALID */
export function parseTimestamp(text: unknown, path = ''): Timestamp {
  const time = matched(text, FORM, PROBLEM, path);
  const milliseconds = Date.parse(time);
  // Engines take 30 February for 1 March: only what prints as it was written is a date.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== time)
    throw invalidIdentifier(path, PROBLEM);
  return time as Timestamp;
}

/** Milliseconds since 1970-01-01T00:00:00Z, within the years 0 to 9999. @throws IDENTIFIER_INVALID */
export function timestampOf(milliseconds: number): Timestamp {
  const date = new Date(milliseconds);
  if (!Number.isInteger(milliseconds) || Number.isNaN(date.getTime())) {
    throw invalidIdentifier('', 'must be whole milliseconds within the years 0 to 9999');
  }
  return matched(date.toISOString(), FORM, PROBLEM, '') as Timestamp;
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function millisecondsOf(timestamp: Timestamp): number {
  return Date.parse(timestamp);
}
