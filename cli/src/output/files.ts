import { canonicalize, fail, OnceError, type JsonValue } from '@onceledger/chaincode/domain';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../context.js';
import { codeOf } from '../input/files.js';

/** A file that will be written once its content is known; that it can be, is found out at once. */
export interface NewFile {
  write(value: JsonValue): Promise<void>;
  /** Leaves nothing behind where `write` was never called. */
  discard(): Promise<void>;
}

/** Writes a JSON file whole or not at all: a sibling first, synced, then renamed. 0600. STORAGE_FULL, STORAGE_FAILED, FILE_UNREADABLE. */
export async function newFile(io: Io, file: string): Promise<NewFile> {
  const target = path.resolve(io.cwd, file);
  const draft = `${target}.${String(process.pid)}.part`;
  await guarded(file, draft, async () => {
    const found = await stat(target).catch(() => undefined);
    if (found !== undefined && !found.isFile())
      throw fail('FILE_UNREADABLE', `${file} is not a regular file`);
    await writeFile(draft, '', { flag: 'wx', mode: 0o600 });
  });
  return {
    write: (value) =>
      guarded(file, draft, async () => {
        await writeFile(draft, `${canonicalize(value)}\n`, { flush: true });
        await rename(draft, target);
      }),
    discard: () => rm(draft, { force: true }),
  };
}

export async function writeNewFile(io: Io, file: string, value: JsonValue): Promise<void> {
  await (await newFile(io, file)).write(value);
}

async function guarded(file: string, draft: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await rm(draft, { force: true });
    throw error instanceof OnceError ? error : storageError(error, file);
  }
}

const UNUSABLE = ['EISDIR', 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'];

export function storageError(error: unknown, shown: string): Error {
  const code = codeOf(error);
  const facts = { detail: `${shown} (${code})`, cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail('STORAGE_FULL', facts);
  return fail(UNUSABLE.includes(code) ? 'FILE_UNREADABLE' : 'STORAGE_FAILED', facts);
}
