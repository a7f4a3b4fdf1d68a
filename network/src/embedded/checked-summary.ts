import { MultisetHash } from './multiset-hash.js';

/** What stands under the summary's key: count and lanes (24), length of the binding (u16), binding, the owner's mark. */
export class Summary {
  readonly hash: MultisetHash;
  readonly binding: string;
  readonly mark: Buffer;

  private constructor(hash: MultisetHash, binding: string, mark: Buffer) {
    this.hash = hash;
    this.binding = binding;
    this.mark = mark;
  }

  static empty(binding: string): Summary {
    return new Summary(new MultisetHash(), binding, Buffer.alloc(0));
  }

  /** Only of bytes whose checksum fits. */
  static read(bytes: Buffer): Summary {
    const start = MultisetHash.size + 2;
    const end = start + bytes.readUInt16BE(MultisetHash.size);
    const hash = MultisetHash.read(bytes);
    return new Summary(hash, bytes.toString('utf8', start, end), Buffer.from(bytes.subarray(end)));
  }

  /** A copy to be changed by the next batch. */
  next(mark: Uint8Array): Summary {
    return new Summary(MultisetHash.read(this.hash.write()), this.binding, Buffer.from(mark));
  }

  write(): Buffer {
    const binding = Buffer.from(this.binding, 'utf8');
    const length = Buffer.allocUnsafe(2);
    length.writeUInt16BE(binding.length, 0);
    return Buffer.concat([this.hash.write(), length, binding, this.mark]);
  }
}
