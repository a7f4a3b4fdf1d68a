import { ByteCursor } from './byte-cursor.js';
import type { Block, TableRules } from './level-table.js';

/** Entries between two restart points: LevelDB's default. */
const RESTART_INTERVAL = 16;
/** What LevelDB puts behind each key: sequence (7) and kind (1; 0 deletion, 1 value), little-endian. */
const KEY_TRAILER = 8;
const LONGEST_KEY = 64 * 1024;

/** A block of keys and values, walked entry by entry without its checksum. */
export class DataBlock {
  readonly #bytes: Buffer;
  readonly #block: Block;
  readonly #restarts: number;
  /** Where the restart points begin. */
  readonly #end: number;
  #key = Buffer.alloc(0);

  /** RangeError where it does not fit into the file. */
  constructor(bytes: Buffer, block: Block) {
    this.#bytes = bytes;
    this.#block = block;
    this.#restarts = bytes.readUInt32LE(block.offset + block.size - 4);
    this.#end = block.offset + block.size - 4 * (this.#restarts + 1);
  }

  /** True where the keys ascend, none is from the future, the restart points stand at every sixteenth entry, and every value is intact by itself. */
  isIntact(own: TableRules): boolean {
    const { offset, size } = this.#block;
    if (this.#bytes[offset + size] !== 0 || this.#end < offset) return false;
    const cursor = new ByteCursor(this.#bytes, offset);
    let entries = 0;
    for (; cursor.offset < this.#end; entries += 1) {
      const begin = cursor.offset - offset;
      const isRestart = entries % RESTART_INTERVAL === 0;
      if (isRestart && this.#restart(entries / RESTART_INTERVAL) !== begin) return false;
      if (!this.#takeEntry(cursor, isRestart, own)) return false;
    }
    return cursor.offset === this.#end && Math.ceil(entries / RESTART_INTERVAL) === this.#restarts;
  }

  #takeEntry(cursor: ByteCursor, isRestart: boolean, own: TableRules): boolean {
    const shared = cursor.varint();
    const keyLength = cursor.varint();
    const valueLength = cursor.varint();
    const start = cursor.offset;
    cursor.skip(keyLength + valueLength);
    const isPossible = shared <= this.#key.length && shared + keyLength < LONGEST_KEY;
    if (!isPossible || (isRestart && shared !== 0)) return false;
    const suffix = this.#bytes.subarray(start, start + keyLength);
    const key = Buffer.concat([this.#key.subarray(0, shared), suffix]);
    const length = key.length - KEY_TRAILER;
    if (length < 0 || !isBefore(this.#key, key) || sequenceOf(key, length) > own.lastSequence) return false;
    this.#key = key;
    const value = this.#bytes.subarray(start + keyLength, cursor.offset);
    const kind = key[length];
    return kind === 1 ? own.isIntact(key.subarray(0, length), value) : kind === 0 && valueLength === 0;
  }

  #restart(place: number): number {
    return place < this.#restarts ? this.#bytes.readUInt32LE(this.#end + 4 * place) : -1;
  }
}

/** Seven bytes behind the kind; beyond 2^48 there is none yet. */
function sequenceOf(key: Buffer, length: number): number {
  return key[length + KEY_TRAILER - 1] === 0 ? key.readUIntLE(length + 1, 6) : Infinity;
}

/** By key, then by sequence downwards. */
function isBefore(left: Buffer, right: Buffer): boolean {
  if (left.length === 0) return true;
  const leftEnd = left.length - KEY_TRAILER;
  const rightEnd = right.length - KEY_TRAILER;
  const order = left.compare(right, 0, rightEnd, 0, leftEnd);
  return order < 0 || (order === 0 && left.readBigUInt64LE(leftEnd) > right.readBigUInt64LE(rightEnd));
}
