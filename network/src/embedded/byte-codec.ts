import type { Version } from '../blocks/types.js';

/** A version is 12 bytes: block (u64), transaction (u32), big-endian. */
export const VERSION_SIZE = 12;

export function encodeVersion(version: Version): Buffer {
  const bytes = Buffer.allocUnsafe(VERSION_SIZE);
  bytes.writeBigUInt64BE(version.block, 0);
  bytes.writeUInt32BE(version.transaction, 8);
  return bytes;
}

export function decodeVersion(bytes: Buffer, offset = 0): Version {
  return { block: bytes.readBigUInt64BE(offset), transaction: bytes.readUInt32BE(offset + 8) };
}

/** Twenty-four hexadecimal digits, in order of age: part of a key. */
export function versionText(version: Version): string {
  return encodeVersion(version).toString('hex');
}

export function versionOfText(text: string): Version {
  return decodeVersion(Buffer.from(text, 'hex'));
}

/** Lower: earlier in the chain. */
export function compareVersions(left: Version, right: Version): number {
  if (left.block !== right.block) return left.block < right.block ? -1 : 1;
  return left.transaction - right.transaction;
}
