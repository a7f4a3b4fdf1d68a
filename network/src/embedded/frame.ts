import { crc32 } from 'node:zlib';

/**
 * Frames: how every append-only file of the ledger holds its records (docs/spec/block-file.md). All integers big-endian.
 *   0 length of meta, 4 length of body, 8 number (u64), 16 CRC-32 of bytes 0..15 and meta, 20 CRC-32 of body, 24 meta, body
 * The body has a checksum of its own so that it can be erased, body and checksum to zeros, with the rest still provable.
 */
export const FRAME_HEADER = 24;
const META_LENGTH = 0;
const BODY_LENGTH = 4;
const NUMBER = 8;
const HEAD_CRC = 16;
export const BODY_CRC = 20;

export interface FrameParts {
  readonly meta: Uint8Array;
  readonly body: Uint8Array;
}

export interface Frame extends FrameParts {
  readonly number: number;
  /** Length on disk, header included. */
  readonly size: number;
  readonly headCrc: number;
  /** `erased`: all zeros; `damaged`: its checksum differs. */
  readonly bodyState: 'intact' | 'erased' | 'damaged';
}

export interface FrameSize {
  readonly metaLength: number;
  readonly bodyLength: number;
  readonly size: number;
}

export function frameSize(parts: FrameParts): number {
  return FRAME_HEADER + parts.meta.length + parts.body.length;
}

/** Writes a frame into `target` at `offset`; answers where it ends. */
export function writeFrame(target: Buffer, offset: number, number: number, parts: FrameParts): number {
  target.writeUInt32BE(parts.meta.length, offset + META_LENGTH);
  target.writeUInt32BE(parts.body.length, offset + BODY_LENGTH);
  target.writeBigUInt64BE(BigInt(number), offset + NUMBER);
  target.set(parts.meta, offset + FRAME_HEADER);
  target.set(parts.body, offset + FRAME_HEADER + parts.meta.length);
  target.writeUInt32BE(headChecksum(target, offset, parts.meta.length), offset + HEAD_CRC);
  target.writeUInt32BE(crc32(parts.body), offset + BODY_CRC);
  return offset + frameSize(parts);
}

/** The checksum of header and meta of the frame at `offset`. */
export function headCrcOf(bytes: Buffer, offset: number): number {
  return bytes.readUInt32BE(offset + HEAD_CRC);
}

export function encodeFrame(number: number, parts: FrameParts): Buffer {
  const bytes = Buffer.allocUnsafe(frameSize(parts));
  writeFrame(bytes, 0, number, parts);
  return bytes;
}

/** What the header says about lengths, unverified; undefined where not even a header stands at `offset`. */
export function peekSize(bytes: Buffer, offset: number): FrameSize | undefined {
  if (bytes.length - offset < FRAME_HEADER) return undefined;
  const metaLength = bytes.readUInt32BE(offset + META_LENGTH);
  const bodyLength = bytes.readUInt32BE(offset + BODY_LENGTH);
  return { metaLength, bodyLength, size: FRAME_HEADER + metaLength + bodyLength };
}

/** Decodes the complete frame at `offset`; undefined where the checksum of header and meta, or of no body, differs. */
export function readFrame(bytes: Buffer, offset: number): Frame | undefined {
  const lengths = peekSize(bytes, offset);
  if (lengths === undefined || bytes.length - offset < lengths.size) return undefined;
  const headCrc = bytes.readUInt32BE(offset + HEAD_CRC);
  if (headChecksum(bytes, offset, lengths.metaLength) !== headCrc) return undefined;
  const bodyCrc = bytes.readUInt32BE(offset + BODY_CRC);
  if (lengths.bodyLength === 0 && bodyCrc !== 0) return undefined;
  const bodyStart = offset + FRAME_HEADER + lengths.metaLength;
  const body = bytes.subarray(bodyStart, bodyStart + lengths.bodyLength);
  return {
    number: Number(bytes.readBigUInt64BE(offset + NUMBER)),
    size: lengths.size,
    headCrc,
    meta: bytes.subarray(offset + FRAME_HEADER, bodyStart),
    body,
    bodyState: bodyState(body, bodyCrc),
  };
}

function headChecksum(bytes: Buffer, offset: number, metaLength: number): number {
  const meta = bytes.subarray(offset + FRAME_HEADER, offset + FRAME_HEADER + metaLength);
  return crc32(meta, crc32(bytes.subarray(offset, offset + HEAD_CRC)));
}

function bodyState(body: Buffer, crc: number): Frame['bodyState'] {
  if (crc32(body) === crc) return 'intact';
  return crc === 0 && body.every((byte) => byte === 0) ? 'erased' : 'damaged';
}
