import { ByteCursor } from './byte-cursor.js';
import { maskedCrc32c } from './crc32c.js';

/** LevelDB's log format (its doc/log_format.md): blocks of 32 KiB; a record is CRC-32C (4), length (2), kind (1), data. */
const BLOCK = 32 * 1024;
const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

/** Tags of a version edit (LevelDB's db/version_edit.cc). */
const TAG = {
  comparator: 1,
  logNumber: 2,
  nextFile: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLog: 9,
} as const;

export interface Manifest {
  /** Tables that are live: number → size. */
  readonly tables: ReadonlyMap<number, number>;
  /** No entry of a table has a higher one. */
  readonly lastSequence: number;
}

interface Live {
  readonly tables: Map<number, number>;
  lastSequence: number;
}

/** Undefined where it cannot be read to the end. */
export function readManifest(manifest: Buffer): Manifest | undefined {
  const live: Live = { lastSequence: 0, tables: new Map() };
  try {
    for (const edit of records(manifest)) applyEdit(edit, live);
    return live;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The records of a log. RangeError where a checksum differs or one is cut short. */
function* records(log: Buffer): Generator<Buffer> {
  let parts: Buffer[] = [];
  for (let at = 0; at < log.length;) {
    if (BLOCK - (at % BLOCK) < HEADER) {
      at += BLOCK - (at % BLOCK);
      continue;
    }
    const end = at + HEADER + log.readUInt16LE(at + 4);
    const kind = log.readUInt8(at + 6);
    if (end > log.length || maskedCrc32c(log.subarray(at + 6, end)) !== log.readUInt32LE(at)) {
      throw new RangeError('record is damaged');
    }
    if (kind === FULL || kind === FIRST) parts = [];
    parts.push(log.subarray(at + HEADER, end));
    if (kind === FULL || kind === LAST) yield Buffer.concat(parts);
    at = end;
  }
}

function applyEdit(edit: Buffer, live: Live): void {
  const cursor = new ByteCursor(edit);
  while (!cursor.isAtEnd) applyField(cursor, live);
}

function applyField(cursor: ByteCursor, live: Live): void {
  switch (cursor.varint()) {
    case TAG.comparator:
      cursor.skipPrefixed();
      return;
    case TAG.logNumber:
    case TAG.nextFile:
    case TAG.previousLog:
      cursor.varint();
      return;
    case TAG.lastSequence:
      live.lastSequence = cursor.varint();
      return;
    case TAG.compactPointer:
      cursor.varint();
      cursor.skipPrefixed();
      return;
    case TAG.deletedFile:
      cursor.varint();
      live.tables.delete(cursor.varint());
      return;
    case TAG.newFile:
      cursor.varint();
      live.tables.set(cursor.varint(), cursor.varint());
      cursor.skipPrefixed();
      cursor.skipPrefixed();
      return;
    default:
      throw new RangeError('unknown tag');
  }
}
