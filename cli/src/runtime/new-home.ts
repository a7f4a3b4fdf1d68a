import { fail } from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../input/files.js';
import { storageError } from '../output/files.js';

/**
 * Makes a home: built in a sibling folder and renamed at the end, so that there is a whole home or none. HOME_EXISTS where
 * something stands there.
 */
export async function makeNewHome<T>(home: string, build: (draft: string) => Promise<T>): Promise<T> {
  await assertFree(home);
  const draft = `${home}.${randomBytes(6).toString('hex')}.part`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const made = await build(draft);
    await publish(draft, home);
    return made;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function assertFree(home: string): Promise<void> {
  try {
    if ((await readdir(home)).length > 0) throw fail('HOME_EXISTS', home);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    if (codeOf(error) === 'ENOTDIR') throw fail('HOME_EXISTS', { detail: `${home} is a file`, cause: error });
    throw error;
  }
}

/** The last step: nothing can be half there afterwards. An empty folder of the user's gives way. */
async function publish(draft: string, home: string): Promise<void> {
  try {
    await rmdir(home).catch(() => undefined);
    await rename(draft, home);
    await using parent = await open(path.dirname(home), 'r');
    await parent.sync();
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') throw fail('HOME_EXISTS', home);
    throw storageError(error, home);
  }
}
