import { fail, OnceError } from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Files that hold keys: 0600 in folders of 0700, replaced as a whole, durable before anything relies on them. */
export async function writeSecretFile(file: string, content: string): Promise<void> {
  await write(file, content, rename);
}

/** False, and nothing written, where another process was first. */
export async function createSecretFile(file: string, content: string): Promise<boolean> {
  try {
    await write(file, content, link);
    return true;
  } catch (error) {
    if (error instanceof OnceError && codeOf(error.cause) === 'EEXIST') return false;
    throw error;
  }
}

async function write(
  file: string,
  content: string,
  place: (from: string, to: string) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    throw storageError(error, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Undefined where it does not exist. Others' eyes on it are refused, as OpenSSH does. */
export async function readSecretFile(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0)
      throw fail(
        'CONFIGURATION_INVALID',
        `${path.basename(file)} can be read by others; run chmod 600 on it`,
      );
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw storageError(error, file);
  }
}

/**
 * Overwrites before removing. On flash and on copying file systems the old bytes can survive all the same; the page on
 * key stores says so.
 */
export async function destroySecretFile(file: string): Promise<void> {
  try {
    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    try {
      await handle.write(randomBytes(size), 0, size, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rm(file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw storageError(error, file);
  }
}

export async function makeSecretFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  } catch (error) {
    throw storageError(error, directory);
  }
}

async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Only the file's name goes into the message: folders can tell more than a log should hold. */
export function storageError(error: unknown, file: string): OnceError {
  if (error instanceof OnceError) return error;
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const detail = `${path.basename(file)}: ${code ?? 'unknown error'}`;
  return fail(full ? 'STORAGE_FULL' : 'STORAGE_FAILED', { detail, cause: error });
}
