import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from './level-manifest.js';
import { isIntactTable, type OwnChecksums } from './level-table.js';
import { systemCode } from '../level-errors.js';

/**
 * The first thing wrong with the manifest and the tables of a LevelDB, verified before it opens them; undefined where there
 * is none, or no database. LevelDB itself does not look: a flipped bit in a filter or an index makes a lookup miss what
 * a scan sees, and one in a key ends the process by an assertion.
 */
export async function findLevelFault(directory: string, own: OwnChecksums): Promise<string | undefined> {
  const current = await read(directory, 'CURRENT');
  if (current === undefined) return undefined;
  const name = current.toString('latin1').trimEnd();
  const manifest = /^MANIFEST-\d{6,}$/u.test(name) ? await read(directory, name) : undefined;
  if (manifest === undefined) return 'its manifest is missing';
  const live = readManifest(manifest);
  if (live === undefined) return 'its manifest is damaged';
  for (const [number, size] of live.tables) {
    const table = `${number.toString().padStart(6, '0')}.ldb`;
    const bytes = await read(directory, table);
    if (bytes === undefined || !isIntactTable(bytes, size, { ...own, lastSequence: live.lastSequence }))
      return `table ${table} is missing or damaged`;
  }
  return undefined;
}

async function read(directory: string, name: string): Promise<Buffer | undefined> {
  return readFile(join(directory, name)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
