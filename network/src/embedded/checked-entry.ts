import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What stands behind every value: 16 bytes of digest, 4 of CRC-32 (over key, value and digest). */
const DIGEST = 16;
const CRC = 4;
const TRAILER = DIGEST + CRC;
const LANES = 4;

/** The first 16 bytes of SHA-256 over length of the key, key and value; docs/spec/state-db.md. */
function digestOf(key: string, value: Uint8Array): Buffer {
  const name = Buffer.from(key, 'utf8');
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(name.length, 0);
  return hash('sha256', Buffer.concat([length, name, value]), 'buffer').subarray(0, DIGEST);
}

export function sealEntry(key: string, value: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + TRAILER);
  sealed.set(value, 0);
  sealed.set(digestOf(key, value), value.length);
  sealed.writeUInt32BE(crc32(sealed.subarray(0, value.length + DIGEST), crc32(key)), value.length + DIGEST);
  return sealed;
}

/** True where the checksum fits key and value. */
export function isIntact(key: string, sealed: Buffer): boolean {
  const end = sealed.length - CRC;
  return end >= DIGEST && crc32(sealed.subarray(0, end), crc32(key)) === sealed.readUInt32BE(end);
}

/** The value without its trailer. */
export function openEntry(sealed: Buffer): Buffer {
  return sealed.subarray(0, sealed.length - TRAILER);
}

/**
 * Order-independent hash of a set of sealed entries: how many, and the sum of their digests as four lanes modulo 2^32.
 * Adding and removing cost four additions, so that every apply keeps it. The digests stand in the entries: the scan
 * hashes nothing.
 */
export class MultisetHash {
  #count = 0;
  readonly #lanes = new Uint32Array(LANES);

  static read(bytes: Buffer): MultisetHash {
    const found = new MultisetHash();
    found.#count = Number(bytes.readBigUInt64BE(0));
    found.#lanes.forEach((_, lane) => (found.#lanes[lane] = bytes.readUInt32BE(8 + 4 * lane)));
    return found;
  }

  /** 24 bytes: count, lanes. */
  write(): Buffer {
    const bytes = Buffer.allocUnsafe(MultisetHash.size);
    bytes.writeBigUInt64BE(BigInt(this.#count), 0);
    this.#lanes.forEach((value, lane) => bytes.writeUInt32BE(value, 8 + 4 * lane));
    return bytes;
  }

  static readonly size = 8 + 4 * LANES;

  get count(): number {
    return this.#count;
  }

  add(sealed: Buffer): void {
    this.#move(sealed, 1);
  }

  remove(sealed: Buffer): void {
    this.#move(sealed, -1);
  }

  equals(other: MultisetHash): boolean {
    return this.#count === other.#count && this.#lanes.every((value, lane) => value === other.#lanes[lane]);
  }

  #move(sealed: Buffer, sign: 1 | -1): void {
    this.#count += sign;
    const at = sealed.length - TRAILER;
    for (let lane = 0; lane < LANES; lane += 1) {
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * sealed.readUInt32BE(at + 4 * lane);
    }
  }
}
