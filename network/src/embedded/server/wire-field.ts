/** One length-delimited protobuf field around bytes that are serialized already. `tag`: field number × 8 + 2. */
export function field(tag: number, bytes: Uint8Array): Uint8Array {
  const head = [tag];
  let length = bytes.length;
  for (; length >= 0x80; length = Math.floor(length / 0x80)) head.push((length % 0x80) | 0x80);
  head.push(length);
  return Buffer.concat([Uint8Array.from(head), bytes]);
}
