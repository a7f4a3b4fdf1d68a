import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A directory of its own for a test that opens databases by the thousand: in memory where the system has such a place, so
 * that LevelDB's own syncs cost nothing.
 */
export async function makeScratch(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const memory = await access('/dev/shm', constants.W_OK).then(
    () => true,
    () => false,
  );
  const path = await mkdtemp(join(memory ? '/dev/shm' : tmpdir(), `once-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
