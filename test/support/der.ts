export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

/** The DER elements of some bytes, written apart from the product's own reader. */
export function derElements(bytes: Uint8Array): DerElement[] {
  const found: DerElement[] = [];
  let rest = Buffer.from(bytes);
  while (rest.length > 0) {
    const [tag, first] = [rest.readUInt8(0), rest.readUInt8(1)];
    const extra = first > 0x7f ? first & 0x7f : 0;
    const start = 2 + extra;
    const end = start + (extra === 0 ? first : rest.readUIntBE(2, extra));
    found.push({ tag, content: rest.subarray(start, end), bytes: rest.subarray(0, end) });
    rest = rest.subarray(end);
  }
  return found;
}
