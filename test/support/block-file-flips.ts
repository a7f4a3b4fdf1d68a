import { SeededRandom } from './seeded-random.js';

export interface Flip {
  readonly changed: Buffer;
  /** Whether an audit must notice; false in what docs/spec/fabric-block-file.md lists as unauthenticated. */
  readonly counts: boolean;
  readonly what: string;
}

/** So many single bits of a block file, anywhere in it. */
export function* flipsOf(bytes: Buffer, count: number): Generator<Flip> {
  const random = new SeededRandom(bytes.length);
  const free = unauthenticated(bytes);
  for (let index = 0; index < count; index += 1) {
    const offset = random.below(bytes.length);
    const bit = random.below(8);
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset);
    const counts = !free.some(([from, to]) => offset >= from && offset < to);
    yield { changed, counts, what: `bit ${bit} at offset ${offset}` };
  }
}

type Range = readonly [from: number, to: number];

/** Contents, not lengths, of metadata that nobody signs: all of block 0's, and LAST_CONFIG and ORDERER of every block. */
function unauthenticated(bytes: Buffer): readonly Range[] {
  const ranges: Range[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const skip = (): Range => {
    const length = varint();
    at += length;
    return [at - length, at];
  };
  while (at < bytes.length) {
    varint();
    const number = varint();
    skip();
    skip();
    for (let left = varint(); left > 0; left -= 1) skip();
    const elements = Array.from({ length: varint() }, skip);
    ranges.push(...elements.filter((_, index) => number === 0 || index === 1 || index === 3));
  }
  return ranges;
}
