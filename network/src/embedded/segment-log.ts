import { join } from 'node:path';
import { closeAll } from './close-all.js';
import { FailStop } from './fail-stop.js';
import { frameSize, headCrcOf, readFrame, writeFrame, type Frame, type FrameParts } from './frame.js';
import { scanSegments, type Stop, type Visit } from './segment-scan.js';
import {
  fileOf,
  offsetOf,
  openSegments,
  positionOf,
  segmentHeader,
  segmentName,
  SEGMENT_HEADER,
  type LogKind,
  type Segment,
} from './segment.js';
import { damaged, type Damage } from './storage-errors.js';
import type { Storage } from './storage.js';

const EMPTY = Buffer.alloc(0);
const DEFAULT_LIMIT = 64 * 1024 * 1024;

export interface LogOptions {
  readonly storage: Storage;
  readonly directory: string;
  readonly kind: LogKind;
  /** Bytes after which a new file begins; a group of frames is never divided. */
  readonly fileLimit?: number | undefined;
}

/** Where an appended frame stands. */
export interface Appended {
  readonly number: number;
  readonly position: number;
  readonly size: number;
  readonly headCrc: number;
}

/**
 * An append-only log of frames in files of bounded size. A group is one write and one sync. The first failure of a
 * write or sync stops it for good: what a failed sync left behind is unknown, and only a restart finds out.
 */
export class SegmentLog {
  readonly #options: LogOptions;
  readonly #segments: Segment[];
  #count = 0;
  readonly #turn: FailStop;

  private constructor(options: LogOptions, segments: Segment[]) {
    this.#options = options;
    this.#segments = segments;
    this.#turn = new FailStop(options.directory);
  }

  static async open(options: LogOptions): Promise<SegmentLog> {
    const { storage, directory, kind } = options;
    await storage.makeDirectory(directory);
    await storage.syncDirectory(join(directory, '..'));
    return new SegmentLog(options, await openSegments(storage, directory, kind));
  }

  /** Number of frames. */
  get count(): number {
    return this.#count;
  }

  /** Reads every frame in order; answers where and why it ended early. Sets `count`. */
  async scan(visit: Visit, afterChunk?: () => Promise<void>): Promise<Stop | undefined> {
    const { count, stop } = await scanSegments(this.#segments, this.#options.kind, visit, afterChunk);
    this.#count = count;
    return stop;
  }

  /** Appends a group: one write, one sync. */
  append(group: readonly FrameParts[]): Promise<Appended[]> {
    return this.#turn.run(async () => {
      const length = group.reduce((sum, parts) => sum + frameSize(parts), 0);
      const { segment, fresh } = await this.#segmentFor(length);
      const header = fresh ? segmentHeader(this.#options.kind, segment.number, this.#count) : EMPTY;
      const bytes = Buffer.allocUnsafe(header.length + length);
      bytes.set(header, 0);
      const frames = this.#encode(group, bytes, header.length, positionOf(segment.number, segment.size));
      await segment.file.write(segment.size, bytes);
      await segment.file.sync();
      if (fresh) await this.#options.storage.syncDirectory(this.#options.directory);
      segment.size += bytes.length;
      this.#count += group.length;
      return frames;
    });
  }

  async readFrame(position: number, size: number, number: number): Promise<Frame> {
    return this.decode(await this.readBytes(position, size), position, number);
  }

  /** The frame that fills `bytes`; STORAGE_DAMAGED where header, number or length are not what they were. */
  decode(bytes: Buffer, position: number, number: number): Frame {
    const frame = readFrame(bytes, 0);
    if (frame?.number === number && frame.size === bytes.length) return frame;
    throw this.damaged(position, number, 'frame header differs from what was written');
  }

  /** `length` bytes, within one file. */
  async readBytes(position: number, length: number): Promise<Buffer> {
    const segment = this.#segmentAt(position);
    const bytes = await segment.file.read(offsetOf(position), length);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the frames of the file that holds `position` end. */
  endOfFile(position: number): number {
    const segment = this.#segmentAt(position);
    return positionOf(segment.number, segment.size);
  }

  /** Overwrites bytes of existing frames, then syncs each file that was touched. */
  overwrite(changes: readonly { position: number; bytes: Uint8Array }[]): Promise<void> {
    return this.#turn.run(async () => {
      const touched = new Set<Segment>();
      for (const { position, bytes } of changes) {
        const segment = this.#segmentAt(position);
        await segment.file.write(offsetOf(position), bytes);
        touched.add(segment);
      }
      for (const segment of touched) await segment.file.sync();
    });
  }

  /**
   * Writes the bytes from `position` on once more and syncs. After a restart what can be read is not yet known to be on
   * the disk: a failed sync leaves pages that read well and are never written.
   */
  async rewriteFrom(position: number): Promise<void> {
    // The header of a file is as doubtful as its first frame.
    let start = offsetOf(position) === SEGMENT_HEADER ? positionOf(fileOf(position), 0) : position;
    while (fileOf(start) < this.#segments.length) {
      const bytes = await this.readBytes(start, this.endOfFile(start) - start);
      await this.overwrite([{ position: start, bytes }]);
      start = positionOf(fileOf(start) + 1, 0);
    }
    await this.#turn.run(() => this.#options.storage.syncDirectory(this.#options.directory));
  }

  /** Cuts the log at `position`; only ever a tail that nobody was told about. */
  cut(position: number): Promise<void> {
    return this.#turn.run(async () => {
      const { storage, directory } = this.#options;
      const segment = this.#segmentAt(position);
      const offset = offsetOf(position);
      if (offset <= SEGMENT_HEADER) {
        this.#segments.pop();
        await segment.file.close();
        await storage.remove(segment.path);
        await storage.syncDirectory(directory);
      } else {
        await segment.file.truncate(offset);
        await segment.file.sync();
        segment.size = offset;
      }
    });
  }

  damaged(position: number, number: number, what: string): Error {
    const segment = this.#segmentAt(position);
    return this.error({ file: segment.path, offset: offsetOf(position), number, what });
  }

  error(damage: Damage): Error {
    return damaged(damage, this.#options.kind.unit);
  }

  close(): Promise<void> {
    return closeAll(this.#segments.splice(0).map(({ file }) => file));
  }

  async #segmentFor(length: number): Promise<{ segment: Segment; fresh: boolean }> {
    const last = this.#segments.at(-1);
    const limit = this.#options.fileLimit ?? DEFAULT_LIMIT;
    if (last !== undefined && last.size + length <= limit) return { segment: last, fresh: false };
    const { storage, directory, kind } = this.#options;
    const number = last === undefined ? 0 : last.number + 1;
    const path = join(directory, segmentName(kind, number));
    const segment = { number, path, file: await storage.open(path, { create: true }), size: 0 };
    this.#segments.push(segment);
    return { segment, fresh: true };
  }

  /** Writes the group's frames into `bytes` from `offset` on; `start` is where `bytes` itself will stand. */
  #encode(group: readonly FrameParts[], bytes: Buffer, offset: number, start: number): Appended[] {
    let end = offset;
    return group.map((parts, index) => {
      const begin = end;
      const number = this.#count + index;
      end = writeFrame(bytes, begin, number, parts);
      return { number, position: start + begin, size: end - begin, headCrc: headCrcOf(bytes, begin) };
    });
  }

  #segmentAt(position: number): Segment {
    const segment = this.#segments[fileOf(position)];
    if (segment === undefined) throw new RangeError(`no file for position ${position}`);
    return segment;
  }
}
