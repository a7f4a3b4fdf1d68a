import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from './crc32c.js';
import { systemCode } from './storage-errors.js';

/**
 * What a scan of LevelDB does not see and a lookup goes by, in its table files (its doc/table_format.md): footer, index
 * and filter, verified by the CRC-32C that they carry and LevelDB does not look at; and the restart points of every data
 * block, which must be where its entries are. One flipped bit there and a lookup misses what the scan has seen.
 */
const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
/** After each block: kind of compression (1, here always 0: none), masked CRC-32C (4, little-endian). */
const BLOCK_TRAILER = 5;
const MASK = 0xa282ead8;
/** Entries of a data block between two restart points; of an index, 1. */
export const RESTART_INTERVAL = 16;
const LISTED = /^ ?(\d+):(\d+)\[/gmu;

interface Block {
  readonly offset: number;
  readonly size: number;
}

/** Verifies the tables that `leveldb.sstables` lists; answers the first fault. */
export async function findTableFault(directory: string, listing: string): Promise<string | undefined> {
  for (const [, number = '', size = ''] of listing.matchAll(LISTED)) {
    const name = `${number.padStart(6, '0')}.ldb`;
    const bytes = await readFile(join(directory, name)).catch((error: unknown) => {
      // A compaction in the background has replaced it by another.
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes !== undefined && !isIntactTable(bytes, Number(size))) return `table ${name} is damaged`;
  }
  return undefined;
}

/** True where every block but the data's own bytes is proven. */
export function isIntactTable(bytes: Buffer, size: number): boolean {
  if (bytes.length !== size || size < FOOTER || !bytes.subarray(-MAGIC.length).equals(MAGIC)) return false;
  try {
    const footer = new Cursor(bytes, size - FOOTER);
    const meta = footer.block();
    const index = footer.block();
    if (!hasChecksum(bytes, meta) || !hasChecksum(bytes, index)) return false;
    const filters = blocksIn(bytes, meta);
    return (
      filters.every((block) => hasChecksum(bytes, block)) &&
      blocksIn(bytes, index).every((block) => hasRestarts(bytes, block))
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function hasChecksum(bytes: Buffer, { offset, size }: Block): boolean {
  const end = offset + size;
  const crc = crc32c(bytes.subarray(offset, end + 1));
  const masked = (((crc >>> 15) | (crc << 17)) + MASK) >>> 0;
  return bytes[end] === 0 && masked === bytes.readUInt32LE(end + 1);
}

/** The blocks that an index names, in order. */
function blocksIn(bytes: Buffer, index: Block): Block[] {
  const blocks: Block[] = [];
  const cursor = new Cursor(bytes, index.offset);
  while (cursor.offset < restartsOf(bytes, index).start) {
    const { keyLength, end } = cursor.entry();
    cursor.offset += keyLength;
    blocks.push(cursor.block());
    cursor.offset = end;
  }
  return blocks;
}

/** Restart points stand at every sixteenth entry, whose key shares nothing with the one before. */
function hasRestarts(bytes: Buffer, block: Block): boolean {
  const { start, count } = restartsOf(bytes, block);
  const cursor = new Cursor(bytes, block.offset);
  let entries = 0;
  for (; cursor.offset < start; entries += 1) {
    const begin = cursor.offset - block.offset;
    const { shared, end } = cursor.entry();
    if (entries % RESTART_INTERVAL === 0) {
      const restart = bytes.readUInt32LE(start + 4 * (entries / RESTART_INTERVAL));
      if (restart !== begin || shared !== 0) return false;
    }
    cursor.offset = end;
  }
  const expected = Math.ceil(entries / RESTART_INTERVAL);
  return bytes[block.offset + block.size] === 0 && cursor.offset === start && count === expected;
}

function restartsOf(bytes: Buffer, { offset, size }: Block): { start: number; count: number } {
  const count = bytes.readUInt32LE(offset + size - 4);
  const start = offset + size - 4 * (count + 1);
  if (start < offset) throw new RangeError('more restart points than the block has room for');
  return { start, count };
}

class Cursor {
  offset: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  /** The lengths before an entry; `offset` is then at its key, `end` at the next entry. */
  entry(): { shared: number; keyLength: number; end: number } {
    const shared = this.#varint();
    const keyLength = this.#varint();
    const valueLength = this.#varint();
    return { shared, keyLength, end: this.offset + keyLength + valueLength };
  }

  block(): Block {
    const offset = this.#varint();
    const size = this.#varint();
    if (offset + size + BLOCK_TRAILER > this.#bytes.length) throw new RangeError('block beyond the end');
    return { offset, size };
  }

  /** RangeError beyond the end. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes.readUInt8(this.offset);
      this.offset += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
}
