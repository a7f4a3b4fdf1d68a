import { ByteCursor } from './byte-cursor.js';
import { maskedCrc32c } from './crc32c.js';
import { DataBlock } from './level-data-block.js';

/** LevelDB's table file (its doc/table_format.md): blocks, an index of them, and a footer that names index and filters. */
const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');

export interface Block {
  readonly offset: number;
  readonly size: number;
}

/** Keys whose values carry checksums of their own, to be verified instead of the blocks'. */
export interface OwnChecksums {
  /** Every key from this byte on. */
  readonly firstByte: number;
  isIntact(key: Buffer, value: Buffer): boolean;
}
/** What a table's entries are held to. */
export interface TableRules extends OwnChecksums {
  /** An entry with a higher sequence would be invisible, and nothing else would tell. */
  readonly lastSequence: number;
}

/**
 * True where the footer and every block stand: by the checksum of the block, which LevelDB writes and never looks at; or,
 * several times faster, by the order of its keys and the checksums of its values.
 */
export function isIntactTable(bytes: Buffer, size: number, own: TableRules): boolean {
  if (bytes.length !== size || size < FOOTER || !bytes.subarray(-MAGIC.length).equals(MAGIC)) return false;
  try {
    const footer = new ByteCursor(bytes, size - FOOTER);
    const meta = readBlock(footer);
    const index = readBlock(footer);
    if (!hasChecksum(bytes, meta) || !hasChecksum(bytes, index)) return false;
    return (
      blocksIn(bytes, meta).every(({ block }) => hasChecksum(bytes, block)) && areIntact(bytes, index, own)
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function areIntact(bytes: Buffer, index: Block, own: TableRules): boolean {
  // A separator stands between the keys of its block and those of the next.
  let before = 0;
  return blocksIn(bytes, index).every(({ block, separator }) => {
    const isOwn = before >= own.firstByte;
    before = bytes[separator] ?? 0;
    return isOwn ? new DataBlock(bytes, block).isIntact(own) : hasChecksum(bytes, block);
  });
}

/** A block is followed by its kind of compression (1, here always 0: none) and its checksum (4, little-endian). RangeError beyond the end. */
function hasChecksum(bytes: Buffer, { offset, size }: Block): boolean {
  const end = offset + size;
  const crc = bytes.readUInt32LE(end + 1);
  return bytes[end] === 0 && maskedCrc32c(bytes.subarray(offset, end + 1)) === crc;
}

/** The blocks that an index names, in order, each with where the key stands that names it. */
function blocksIn(bytes: Buffer, { offset, size }: Block): { block: Block; separator: number }[] {
  const restarts = bytes.readUInt32LE(offset + size - 4);
  const end = offset + size - 4 * (restarts + 1);
  const cursor = new ByteCursor(bytes, offset);
  const blocks: { block: Block; separator: number }[] = [];
  while (cursor.offset < end) {
    cursor.varint();
    const keyLength = cursor.varint();
    const valueLength = cursor.varint();
    const separator = cursor.offset;
    cursor.skip(keyLength);
    const next = cursor.offset + valueLength;
    blocks.push({ block: readBlock(cursor), separator });
    cursor.offset = next;
  }
  return blocks;
}

function readBlock(cursor: ByteCursor): Block {
  const offset = cursor.varint();
  return { offset, size: cursor.varint() };
}
