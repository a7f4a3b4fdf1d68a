/** One length-delimited protobuf field around bytes that are serialized already. `tag`: field number × 8 + 2. */
export function field(tag: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(tag), varint(bytes.length), bytes]);
}

/** A number below 2^53, as protobuf writes it. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
