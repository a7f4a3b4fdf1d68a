/** Reads LevelDB's variable-length integers. RangeError beyond the end. */
export class ByteCursor {
  offset: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, offset = 0) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes.readUInt8(this.offset);
      this.offset += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  skip(length: number): void {
    this.offset += length;
    if (this.offset > this.#bytes.length) throw new RangeError('beyond the end');
  }

  /** A length, then so many bytes. */
  skipPrefixed(): void {
    this.skip(this.varint());
  }
}
