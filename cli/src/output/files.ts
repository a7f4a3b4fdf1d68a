import { canonicalize, fail, type JsonValue } from '@onceledger/chaincode/domain';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../context.js';
import { codeOf } from '../input/files.js';

/** Writes a JSON file whole or not at all: a sibling first, synced, then renamed. 0600. STORAGE_FULL, STORAGE_FAILED, FILE_UNREADABLE. */
export async function writeNewFile(io: Io, file: string, value: JsonValue): Promise<void> {
  const target = path.resolve(io.cwd, file);
  const draft = `${target}.${String(process.pid)}.part`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${canonicalize(value)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw storageError(error, file);
  }
}

const UNUSABLE = ['EISDIR', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'];

export function storageError(error: unknown, shown: string): Error {
  const code = codeOf(error);
  const facts = { detail: `${shown} (${code})`, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail('STORAGE_FULL', facts);
  return fail(UNUSABLE.includes(code) ? 'FILE_UNREADABLE' : 'STORAGE_FAILED', facts);
}
