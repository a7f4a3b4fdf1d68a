import { crc32 } from 'node:zlib';
import { join } from 'node:path';
import type { Storage, StorageFile } from './storage.js';

/** One file of a rolled log. Header, integers big-endian: 0 magic, 8 file number (u32), 12 first frame (u64), 20 CRC-32 of bytes 0..19. */
export const SEGMENT_HEADER = 24;
const CRC = 20;

/** What a log holds: its magic names format and content, its extension the files, its unit the frames in errors. */
export interface LogKind {
  /** Eight ASCII characters. */
  readonly magic: string;
  readonly extension: string;
  readonly unit: string;
}

export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly file: StorageFile;
  /** Bytes that count: what lies beyond was never acknowledged. */
  size: number;
}

export function segmentHeader(kind: LogKind, number: number, first: number): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER);
  bytes.write(kind.magic, 'latin1');
  bytes.writeUInt32BE(number, 8);
  bytes.writeBigUInt64BE(BigInt(first), 12);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, CRC)), CRC);
  return bytes;
}

export function segmentName(kind: LogKind, number: number): string {
  return `${number.toString().padStart(6, '0')}.${kind.extension}`;
}

/** Opens the files of a log in order; what else lies in the directory is not the log's. */
export async function openSegments(storage: Storage, directory: string, kind: LogKind): Promise<Segment[]> {
  const names = await storage.list(directory);
  const pattern = new RegExp(`^\\d{6}\\.${kind.extension}$`, 'u');
  const segments: Segment[] = [];
  for (const name of names.filter((each) => pattern.test(each))) {
    const path = join(directory, name);
    const file = await storage.open(path, { create: false });
    segments.push({ number: Number.parseInt(name, 10), path, file, size: await file.size() });
  }
  return segments;
}

/** What is wrong with a file's header; undefined where nothing is. */
export async function headerFault(segment: Segment, kind: LogKind, number: number, first: number) {
  if (segment.number !== number) return `file ${segmentName(kind, number)} is missing`;
  const found = Buffer.from(await segment.file.read(0, SEGMENT_HEADER));
  if (found.length < SEGMENT_HEADER) return 'file header is cut short';
  if (found.equals(segmentHeader(kind, number, first))) return undefined;
  return 'file header differs from what this place in the log asks for';
}

/** A position is file number × 2^32 + offset: exact in a double for two million files. */
const FILE_SPAN = 2 ** 32;

export function positionOf(file: number, offset: number): number {
  return file * FILE_SPAN + offset;
}
export function fileOf(position: number): number {
  return Math.floor(position / FILE_SPAN);
}
export function offsetOf(position: number): number {
  return position % FILE_SPAN;
}
