import { fail, parseTimestamp, timestampOf, type Timestamp } from '@onceledger/chaincode/domain';

const DAY = 86_400_000;

/** `2027-12-31` (its end, UTC), a full timestamp, or `30d`: so many days from now. USAGE. */
export function untilOf(text: string, now: number): Timestamp {
  const days = /^([0-9]{1,4})d$/.exec(text)?.[1];
  if (days !== undefined) return timestampOf(now + Number(days) * DAY);
  try {
    return parseTimestamp(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? `${text}T23:59:59.999Z` : text);
  } catch (error) {
    throw fail('USAGE', {
      detail: 'a time is YYYY-MM-DD, a timestamp, or a number of days such as 30d',
      cause: error,
    });
  }
}
