import { timestampOf, type Clock } from '../domain/index.js';

/** The machine's clock, to the millisecond. */
export const systemClock: Clock = { now: () => timestampOf(Date.now()) };
