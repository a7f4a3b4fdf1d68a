import { expect } from 'chai';
import { OnceError, type ErrorCode } from '@onceledger/chaincode/domain';

/** Awaits what must be refused. @returns the error, for its detail */
export async function refused(code: ErrorCode, action: Promise<unknown>, note = ''): Promise<OnceError> {
  const found = await outcomeCode(action);
  expect(found.code, `${note} ${found.error?.message ?? ''}`.trim()).to.equal(code);
  if (found.error === undefined) throw new Error(`${note}: nothing was refused`);
  return found.error;
}

/** `ok`, or the code of the refusal; what is no refusal is thrown on. */
export async function outcomeCode(
  action: Promise<unknown>,
): Promise<{ readonly code: ErrorCode | 'ok'; readonly error?: OnceError }> {
  try {
    await action;
    return { code: 'ok' };
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    return { code: error.code, error };
  }
}
