const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;
const TABLE = buildTables();

/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4), which LevelDB's files carry, eight bytes a step; node:zlib has only the
 * CRC-32 of IEEE 802.3.
 */
export function crc32c(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % SLICES);
  let crc = -1;
  for (let at = 0; at < whole; at += SLICES) {
    crc =
      slice(7, bytes[at], crc) ^
      slice(6, bytes[at + 1], crc >>> 8) ^
      slice(5, bytes[at + 2], crc >>> 16) ^
      slice(4, bytes[at + 3], crc >>> 24) ^
      slice(3, bytes[at + 4], 0) ^
      slice(2, bytes[at + 5], 0) ^
      slice(1, bytes[at + 6], 0) ^
      slice(0, bytes[at + 7], 0);
  }
  for (let at = whole; at < bytes.length; at += 1) crc = slice(0, bytes[at], crc) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

/** LevelDB stores checksums rotated and shifted, so that data which holds checksums still has sound ones. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function slice(number: number, byte: number | undefined, crc: number): number {
  return TABLE[(number << 8) | (((byte ?? 0) ^ crc) & 0xff)] ?? 0;
}

function buildTables(): Int32Array {
  const table = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let index = 256; index < table.length; index += 1) {
    const former = table[index - 256] ?? 0;
    table[index] = (former >>> 8) ^ (table[former & 0xff] ?? 0);
  }
  return table;
}
