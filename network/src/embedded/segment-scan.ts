import { FRAME_HEADER, peekSize, readFrame, type Frame } from './frame.js';
import {
  headerFault,
  positionOf,
  SEGMENT_HEADER,
  segmentName,
  type LogKind,
  type Segment,
} from './segment.js';
import type { Damage } from './storage-errors.js';

const CHUNK = 4 * 1024 * 1024;

/** Sees one frame, whose bytes are only valid during the call; a text says what is wrong with it and ends the scan. */
export type Visit = (frame: Frame, position: number) => string | undefined;

/** Where a log stops making sense. */
export interface Stop {
  readonly damage: Damage;
  /** Number of the frame that was expected there. */
  readonly number: number;
  readonly position: number;
  /** Files follow the one that stopped it: no crash does that. */
  readonly laterFiles: boolean;
}

interface Cursor {
  number: number;
  offset: number;
}

/** Reads every frame of every file in order and verifies checksums, numbers and file headers. */
export async function scanSegments(
  segments: readonly Segment[],
  kind: LogKind,
  visit: Visit,
  afterChunk: () => Promise<void> = () => Promise.resolve(),
): Promise<{ count: number; stop: Stop | undefined }> {
  let number = 0;
  for (const [place, segment] of segments.entries()) {
    const cursor = { number, offset: 0 };
    const what =
      (await headerFault(segment, kind, place, number)) ??
      (await scanFile(segment, cursor, visit, afterChunk));
    number = cursor.number;
    if (what === undefined) continue;
    const laterFiles = place + 1 < segments.length || segment.number !== place;
    const file = segment.number === place ? segment.path : `${segment.path} (${segmentName(kind, place)})`;
    const damage = { file, offset: cursor.offset, number, what };
    return {
      count: number,
      stop: { damage, number, position: positionOf(place, cursor.offset), laterFiles },
    };
  }
  return { count: number, stop: undefined };
}

async function scanFile(
  segment: Segment,
  cursor: Cursor,
  visit: Visit,
  afterChunk: () => Promise<void>,
): Promise<string | undefined> {
  cursor.offset = SEGMENT_HEADER;
  let wanted = CHUNK;
  while (cursor.offset < segment.size) {
    const chunk = await segment.file.read(cursor.offset, Math.min(wanted, segment.size - cursor.offset));
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const what = scanChunk(bytes, segment, cursor, visit);
    await afterChunk();
    if (typeof what === 'string') return what;
    wanted = Math.max(CHUNK, what);
  }
  return undefined;
}

/** Visits the complete frames of a chunk; answers the fault, or how many bytes the next chunk needs at least. */
function scanChunk(bytes: Buffer, segment: Segment, cursor: Cursor, visit: Visit): string | number {
  const start = cursor.offset;
  for (;;) {
    const at = cursor.offset - start;
    const size = peekSize(bytes, at)?.size ?? FRAME_HEADER;
    if (size > segment.size - cursor.offset)
      return cursor.offset < segment.size ? 'frame is cut short' : size;
    if (size > bytes.length - at) return size;
    const frame = readFrame(bytes, at);
    if (frame === undefined) return 'frame header checksum differs';
    if (frame.number !== cursor.number) return `frame number is ${frame.number}`;
    const what = visit(frame, positionOf(segment.number, cursor.offset));
    if (what !== undefined) return what;
    cursor.number += 1;
    cursor.offset += frame.size;
  }
}
