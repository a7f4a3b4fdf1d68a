const LANES = 4;

/**
 * Order-independent hash of a set of digests: how many, and their sum as four lanes modulo 2^32. Adding and removing cost
 * four additions, so that every batch keeps it. The digests stand in the entries: a scan hashes nothing.
 */
export class MultisetHash {
  static readonly size = 8 + 4 * LANES;
  #count = 0;
  readonly #lanes = new Uint32Array(LANES);

  static read(bytes: Buffer): MultisetHash {
    const found = new MultisetHash();
    found.#count = Number(bytes.readBigUInt64BE(0));
    found.#lanes.forEach((_, lane) => (found.#lanes[lane] = bytes.readUInt32BE(8 + 4 * lane)));
    return found;
  }

  /** 24 bytes: count (u64), lanes (u32 each). */
  write(): Buffer {
    const bytes = Buffer.allocUnsafe(MultisetHash.size);
    bytes.writeBigUInt64BE(BigInt(this.#count), 0);
    this.#lanes.forEach((value, lane) => bytes.writeUInt32BE(value, 8 + 4 * lane));
    return bytes;
  }

  get count(): number {
    return this.#count;
  }

  add(digest: Buffer): void {
    this.#move(digest, 1);
  }

  remove(digest: Buffer): void {
    this.#move(digest, -1);
  }

  equals(other: MultisetHash): boolean {
    return this.#count === other.#count && this.#lanes.every((value, lane) => value === other.#lanes[lane]);
  }

  #move(digest: Buffer, sign: 1 | -1): void {
    this.#count += sign;
    for (let lane = 0; lane < LANES; lane += 1) {
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * digest.readUInt32BE(4 * lane);
    }
  }
}
