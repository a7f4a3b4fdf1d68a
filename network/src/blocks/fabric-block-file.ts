import { fail, OnceError } from '@onceledger/chaincode/domain';
import { decodeBlock } from './decode.js';
import { encodeBlock } from './encode.js';
import type { Block } from './types.js';

/**
 * The blocks of one of a Fabric peer's block files, in order; docs/spec/fabric-block-file.md. Only their form is read.
 * @throws BLOCK_INVALID with file and offset
 */
export function* blocksIn(bytes: Buffer, name: string): Generator<Block> {
  const file = new FileCursor(bytes);
  while (!file.isAtEnd) {
    const { offset } = file;
    try {
      yield blockOf(file.prefixed());
    } catch (error) {
      const reason =
        error instanceof OnceError ? error.detail : error instanceof RangeError ? error.message : undefined;
      if (reason === undefined) throw error;
      throw fail('BLOCK_INVALID', { detail: `${name}: offset ${offset}: ${reason}`, cause: error });
    }
  }
}

/** Number, data hash, previous hash; transactions; metadata: not the message that travels, but the same content. */
function blockOf(bytes: Buffer): Block {
  const cursor = new FileCursor(bytes);
  const number = BigInt(cursor.varint());
  const dataHash = cursor.prefixed();
  const previousHash = cursor.prefixed();
  const envelopes = cursor.list();
  const metadata = cursor.list();
  if (!cursor.isAtEnd) throw new RangeError('there is more than a block');
  return decodeBlock(encodeBlock({ dataHash, envelopes, metadata, number, previousHash }));
}

/** protobuf's integers and byte strings without tags. RangeError beyond the end. */
class FileCursor {
  offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.offset];
      if (byte === undefined) throw new RangeError('it is cut short');
      this.offset += 1;
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('a number is too large');
      if (byte < 0x80) return value;
    }
  }

  /** A length, then so many bytes. */
  prefixed(): Buffer {
    const length = this.varint();
    const end = this.offset + length;
    if (end > this.#bytes.length) throw new RangeError('it is cut short');
    const bytes = this.#bytes.subarray(this.offset, end);
    this.offset = end;
    return bytes;
  }

  list(): Buffer[] {
    const count = this.varint();
    if (count > this.#bytes.length) throw new RangeError('it is cut short');
    return Array.from({ length: count }, () => this.prefixed());
  }
}
