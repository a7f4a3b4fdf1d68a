import { fail, OnceError } from '@onceledger/chaincode/domain';
import { statfsSync } from 'node:fs';
import path from 'node:path';

/** Less room than this, and SQLite's "disk I/O error" is a full disk: its shared memory could not grow. */
const ROOM = 1024 * 1024;

/** What SQLite refused, as STORAGE_FULL or STORAGE_FAILED; other errors as they are. */
export function sqliteError(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (error instanceof OnceError || !/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB)/.test(code))
    return error;
  const full = code === 'SQLITE_FULL' || isFull(file);
  return fail(full ? 'STORAGE_FULL' : 'STORAGE_FAILED', {
    cause: error,
    detail: `${path.basename(file)}: ${code}`,
  });
}

/** SQLite ends a transaction by itself where the disk is full; rolling it back then fails, and hides the reason. */
export function isRolledBackAlready(error: unknown): boolean {
  return error instanceof Error && error.message.includes('cannot rollback - no transaction is active');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path.dirname(file));
    return bavail * bsize < ROOM;
  } catch {
    return false;
  }
}
