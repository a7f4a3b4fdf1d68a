import { expect } from 'chai';
import { type ErrorCode, OnceError } from '@onceledger/chaincode/domain';

/** Runs what must be refused; fails unless it throws an `OnceError` of that code. @returns the error, for its faults */
export function refusal(code: ErrorCode, action: () => unknown, note = ''): OnceError {
  let answered: unknown;
  try {
    answered = action();
  } catch (error) {
    expect(error, note).to.be.instanceOf(OnceError);
    const refused = error as OnceError;
    expect(refused.code, `${note}: ${refused.message}`).to.equal(code);
    return refused;
  }
  throw new Error(`${note}: expected ${code}, but it answered ${JSON.stringify(answered)}`);
}

/** What `action` answers, or undefined where it refuses with an error of the registry; anything else it throws is a failure. */
export function answer<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof OnceError) return undefined;
    throw error;
  }
}
