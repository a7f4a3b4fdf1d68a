import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type OnceError } from '@onceledger/chaincode/domain';
import { blocksIn } from '../blocks/fabric-block-file.js';
import type { Block } from '../blocks/types.js';

const NAME = /^blockfile_\d{6}$/;

/**
 * The blocks of a peer's folder `chains/<channel>`, or of a copy of it: `blockfile_000000` and on.
 * @throws FILE_UNREADABLE, BLOCK_INVALID with file and offset
 */
export async function* readBlockFiles(folder: string): AsyncGenerator<Block> {
  const all = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const names = all.filter((name) => NAME.test(name)).sort();
  if (names.length === 0) throw fail('FILE_UNREADABLE', `${folder} has no file blockfile_000000`);
  for (const name of names) {
    // Fabric begins another file at 64 MiB.
    const bytes = await readFile(join(folder, name)).catch((error: unknown) => {
      throw unreadable(folder, error);
    });
    yield* blocksIn(bytes, name);
  }
}

function unreadable(folder: string, cause: unknown): OnceError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return fail('FILE_UNREADABLE', { detail: `${folder} (${code})`, cause });
}
