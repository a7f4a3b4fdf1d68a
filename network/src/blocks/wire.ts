import { isUtf8 } from 'node:buffer';

/**
 * Reads protobuf messages field by field, as views into the given bytes. Validation stands on it instead of on
 * generated messages for two reasons: it refuses exactly what Fabric's own decoder (Go) refuses (wire types, UTF-8,
 * 64-bit numbers), where a difference would be a different validation code; and it copies nothing, being the one
 * cost of an audit beside signatures and hashes.
 */
export class WireReader {
  /** Of the field just read: number × 8 + wire type. Fields with a tag that the caller does not name are skipped. */
  tag = 0;
  /** Of a varint just read: its low and high 32 bits. */
  #low = 0;
  #high = 0;
  /** Of a length-delimited field just read. */
  #start = 0;
  #cursor: number;
  readonly #bytes: Buffer;
  /** The message is what stands from here to there. */
  readonly #from: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, from = 0, end = bytes.length) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#from = from;
    this.#end = end;
    this.#cursor = from;
  }

  /** Moves to the next field; false at the end. */
  next(): boolean {
    if (this.#cursor >= this.#end) return false;
    this.tag = this.#tag();
    this.#value(this.tag, 0);
    return true;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#cursor);
  }

  /**
   * The field as a message of its own. Protobuf merges a message that stands twice: the same as reading both
   * serializations one after the other, so the caller hands in what it read of the field before.
   */
  message(former?: WireReader): WireReader {
    return former === undefined
      ? new WireReader(this.#bytes, this.#start, this.#cursor)
      : new WireReader(Buffer.concat([former.#bytes.subarray(former.#from, former.#end), this.bytes]));
  }

  get string(): string {
    if (this.#isAscii()) return this.#bytes.toString('latin1', this.#start, this.#cursor);
    this.checkString();
    return this.#bytes.toString('utf8', this.#start, this.#cursor);
  }

  /** For strings that nobody here needs: Fabric's decoder refuses them all the same where they are not UTF-8. */
  checkString(): void {
    if (!isUtf8(this.#bytes.subarray(this.#start, this.#cursor)))
      throw new WireError('a string is not UTF-8');
  }

  get int32(): number {
    return this.#low | 0;
  }

  get boolean(): boolean {
    return (this.#low | this.#high) !== 0;
  }

  get uint64(): bigint {
    return this.#high === 0 ? BigInt(this.#low) : (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  #isAscii(): boolean {
    for (let at = this.#start; at < this.#cursor; at += 1)
      if ((this.#bytes[at] ?? 0x80) >= 0x80) return false;
    return true;
  }

  #tag(): number {
    this.#varint();
    const field = this.#low >>> 3;
    if (field === 0 || this.#high !== 0 || field > 0x1fffffff)
      throw new WireError('a field number is out of range');
    return this.#low;
  }

  #value(tag: number, depth: number): void {
    switch (tag & 7) {
      case 0:
        this.#varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.#varint();
        if (this.#high !== 0) throw new WireError('a length is out of range');
        this.#start = this.#cursor;
        this.#advance(this.#low);
        return;
      case 3:
        this.#group(tag, depth);
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw new WireError('a wire type is unknown');
    }
  }

  /** Groups are obsolete: no message here has one, but unknown ones are skipped like any unknown field. */
  #group(opening: number, depth: number): void {
    if (depth > 100) throw new WireError('groups are nested too deeply');
    for (;;) {
      const tag = this.#tag();
      if (tag === opening + 1) return;
      this.#value(tag, depth + 1);
    }
  }

  #advance(length: number): void {
    if (length > this.#end - this.#cursor) throw new WireError('a field is cut off');
    this.#cursor += length;
  }

  #varint(): void {
    const first = this.#byte();
    this.#high = 0;
    if (first < 0x80) {
      this.#low = first;
      return;
    }
    this.#long(first);
  }

  #long(first: number): void {
    let low = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.#low = low >>> 0;
        return;
      }
    }
    const middle = this.#byte();
    this.#low = (low | ((middle & 0x0f) << 28)) >>> 0;
    this.#high = (middle & 0x7f) >>> 4;
    if (middle >= 0x80) this.#upper();
  }

  #upper(): void {
    for (let shift = 3; shift < 32; shift += 7) {
      const byte = this.#byte();
      if (shift === 31 && byte > 1) throw new WireError('a varint is longer than 64 bits');
      this.#high = (this.#high | ((byte & 0x7f) << shift)) >>> 0;
      if (byte < 0x80) return;
    }
    throw new WireError('a varint is longer than 64 bits');
  }

  #byte(): number {
    if (this.#cursor >= this.#end) throw new WireError('a field is cut off');
    const byte = this.#bytes[this.#cursor] ?? 0;
    this.#cursor += 1;
    return byte;
  }
}

/** The bytes are not the message expected; whoever decodes turns it into a validation code or BLOCK_INVALID. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export const EMPTY = new Uint8Array(0);

/** Undefined where the bytes are not the message. */
export function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** A number of at most 53 bits as protobuf's varint. */
export function varint(value: number): Uint8Array {
  return SHORT[value] ?? longVarint(value);
}

/** Tags and most lengths: of one byte. */
const SHORT: readonly Uint8Array[] = Array.from({ length: 0x80 }, (_, value) => Uint8Array.of(value));

function longVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
