import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ByteCursor } from './byte-cursor.js';
import { maskedCrc32c } from './crc32c.js';
import { liveTables } from './level-manifest.js';
import { systemCode } from './storage-errors.js';

/**
 * LevelDB's manifest and table files (its doc/table_format.md), verified before it opens them by the checksums that they
 * carry. It does not look at them itself: a flipped bit in a filter or an index makes a lookup miss what a scan sees,
 * and one in a key ends the process by an assertion.
 */
const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');

interface Block {
  readonly offset: number;
  readonly size: number;
}

/** The first thing wrong with the files of a database; undefined where there is none, or no database. */
export async function findLevelFault(directory: string): Promise<string | undefined> {
  const current = await read(directory, 'CURRENT');
  if (current === undefined) return undefined;
  const name = current.toString('latin1').trimEnd();
  const manifest = /^MANIFEST-\d{6,}$/u.test(name) ? await read(directory, name) : undefined;
  if (manifest === undefined) return 'its manifest is missing';
  const live = liveTables(manifest);
  if (live === undefined) return 'its manifest is damaged';
  for (const [number, size] of live) {
    const table = `${number.toString().padStart(6, '0')}.ldb`;
    const bytes = await read(directory, table);
    if (bytes === undefined || !isIntactTable(bytes, size)) return `table ${table} is missing or damaged`;
  }
  return undefined;
}

/** True where the footer and the checksum of every block stand. */
export function isIntactTable(bytes: Buffer, size: number): boolean {
  if (bytes.length !== size || size < FOOTER || !bytes.subarray(-MAGIC.length).equals(MAGIC)) return false;
  try {
    const footer = new ByteCursor(bytes, size - FOOTER);
    const meta = readBlock(footer);
    const index = readBlock(footer);
    return (
      [meta, index].every((block) => isIntactBlock(bytes, block)) &&
      [...blocksIn(bytes, meta), ...blocksIn(bytes, index)].every((block) => isIntactBlock(bytes, block))
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A block is followed by its kind of compression (1, here always 0: none) and its checksum (4, little-endian). RangeError beyond the end. */
function isIntactBlock(bytes: Buffer, { offset, size }: Block): boolean {
  const end = offset + size;
  const crc = bytes.readUInt32LE(end + 1);
  return bytes[end] === 0 && maskedCrc32c(bytes.subarray(offset, end + 1)) === crc;
}

/** The blocks that an index names, in order. */
function blocksIn(bytes: Buffer, { offset, size }: Block): Block[] {
  const restarts = bytes.readUInt32LE(offset + size - 4);
  const end = offset + size - 4 * (restarts + 1);
  const cursor = new ByteCursor(bytes, offset);
  const blocks: Block[] = [];
  while (cursor.offset < end) {
    cursor.varint();
    const keyLength = cursor.varint();
    const valueLength = cursor.varint();
    cursor.skip(keyLength);
    const next = cursor.offset + valueLength;
    blocks.push(readBlock(cursor));
    cursor.offset = next;
  }
  return blocks;
}

function readBlock(cursor: ByteCursor): Block {
  const offset = cursor.varint();
  return { offset, size: cursor.varint() };
}

async function read(directory: string, name: string): Promise<Buffer | undefined> {
  return readFile(join(directory, name)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
