import { fail, type OnceError } from '@onceledger/chaincode/domain';

/** The system's error code (`EIO`), also where a library wrapped it. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? 'UNKNOWN' : systemCode(error.cause);
}

/** Whether another process has the LevelDB database open. */
export function isLevelLocked(error: unknown): boolean {
  return codes(error).includes('LEVEL_LOCKED') || (/\/LOCK: /u.test(textOf(error)) && !isLevelFull(error));
}

/** LevelDB tells of the system's error only in its text. */
export function isLevelFull(error: unknown): boolean {
  return /no space left|quota exceeded|ENOSPC|EDQUOT/iu.test(textOf(error));
}

/** STORAGE_FULL or STORAGE_FAILED. */
export function levelError(error: unknown, directory: string): OnceError {
  return fail(isLevelFull(error) ? 'STORAGE_FULL' : 'STORAGE_FAILED', {
    detail: `${directory}: ${systemCode(error)}`,
    cause: error,
  });
}

function codes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...codes(error.cause)];
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ${textOf(error.cause)}`;
}
