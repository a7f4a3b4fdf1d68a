import { fail, OnceError } from '@onceledger/chaincode/domain';
import { systemCode } from '../level-errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** A refused system call as STORAGE_FULL or STORAGE_FAILED; `path` is relative to the home. */
export function storageError(error: unknown, call: string, path: string): OnceError {
  if (error instanceof OnceError) return error;
  const code = systemCode(error);
  return fail(FULL.has(code) ? 'STORAGE_FULL' : 'STORAGE_FAILED', {
    detail: `${call} ${path}: ${code}`,
    cause: error,
  });
}

/** Where stored bytes are wrong. */
export interface Damage {
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset?: number;
  /** Block number, or entry number of a private store. */
  readonly number?: number;
  readonly what: string;
}

/** STORAGE_DAMAGED: `ledger/blocks/000000.blk: block 12 at offset 4711: checksum differs`. */
export function damaged(damage: Damage, unit = 'block', cause?: unknown): OnceError {
  const place = [
    ...(damage.number === undefined ? [] : [`${unit} ${damage.number}`]),
    ...(damage.offset === undefined ? [] : [`offset ${damage.offset}`]),
  ].join(' at ');
  const detail = `${damage.file}: ${place === '' ? '' : `${place}: `}${damage.what}`;
  return fail('STORAGE_DAMAGED', cause === undefined ? { detail } : { detail, cause });
}
