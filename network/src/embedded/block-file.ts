import { fail } from '@onceledger/chaincode/domain';
import type { Frame } from './frame.js';
import { OffsetIndex } from './offset-index.js';
import { SegmentLog } from './segment-log.js';
import type { Stop } from './segment-scan.js';
import { fileOf, type LogKind } from './segment.js';
import type { Storage } from './storage.js';
import type { BlockStore } from './stores.js';

const KIND: LogKind = { magic: 'ONCEBLK1', extension: 'blk', unit: 'block' };
const EMPTY = new Uint8Array(0);
const READ_AHEAD = 1024 * 1024;

/** How a block names itself and its predecessor. */
export interface BlockLink {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  /** SHA-256 of the ASN.1 header. */
  readonly hash: Uint8Array;
}

export interface BlockFileOptions {
  /** Reads the header of a block; where given, opening verifies the hash chain from block 0 to the last. */
  readonly link?: (block: Uint8Array) => BlockLink;
  /** What the signed head says; the blocks below its height were acknowledged. */
  readonly head?: { readonly height: bigint; readonly hash: Uint8Array };
  /** False: a torn tail is damage, too, since what the head said last is not known. Default true. */
  readonly mayCut?: boolean;
  /** Bytes after which a new file begins; default 64 MiB. */
  readonly fileLimit?: number;
}

/**
 * Opens the block files of a directory, verifies every frame and cuts a torn tail. STORAGE_DAMAGED with file, block and
 * offset where an acknowledged block is damaged or missing.
 */
export async function openBlockFile(
  storage: Storage,
  directory: string,
  options: BlockFileOptions = {},
): Promise<BlockFile> {
  const fileLimit = options.fileLimit;
  const log = await SegmentLog.open({ storage, directory, kind: KIND, fileLimit });
  try {
    const chain = new ChainReader(options);
    const stop = await log.scan((frame, position) => chain.visit(frame, position));
    await settle(log, stop, options, directory);
    await secureTail(log, chain.index, Number(options.head?.height ?? 0n));
    return new BlockFile(log, chain);
  } catch (error) {
    await log.close().catch(() => undefined);
    throw error;
  }
}

/** The scan: an index of offsets, the hash chain, the head's own hash. */
class ChainReader {
  readonly index = new OffsetIndex();
  last: BlockLink | undefined;
  /** Where the last frame ends. */
  end = 0;
  readonly #options: BlockFileOptions;

  constructor(options: BlockFileOptions) {
    this.#options = options;
  }

  visit(frame: Frame, position: number): string | undefined {
    if (frame.bodyState !== 'intact') return 'checksum of the block differs';
    const link = this.#options.link?.(frame.body);
    const fault = link === undefined ? undefined : this.#chainFault(link, frame.number);
    if (fault !== undefined) return fault;
    this.last = link;
    this.index.push(position);
    this.end = position + frame.size;
    return undefined;
  }

  #chainFault(link: BlockLink, number: number): string | undefined {
    const { head } = this.#options;
    if (link.number !== BigInt(number)) return `block says that its number is ${link.number}`;
    if (this.last !== undefined && !same(link.previousHash, this.last.hash)) {
      return 'previous hash is not that of the block before';
    }
    const isHead = head !== undefined && link.number + 1n === head.height;
    return isHead && !same(link.hash, head.hash) ? 'hash is not the one that the head has' : undefined;
  }
}

/** Cuts what nobody was told about, refuses everything else. */
async function settle(log: SegmentLog, stop: Stop | undefined, options: BlockFileOptions, directory: string) {
  const acknowledged = Number(options.head?.height ?? 0n);
  if (stop !== undefined) {
    if (stop.number < acknowledged || stop.laterFiles || options.mayCut === false)
      throw log.error(stop.damage);
    await log.cut(stop.position);
  }
  if (log.count < acknowledged) {
    const what = `the chain has ${log.count} blocks, the head says ${acknowledged}`;
    throw log.error({ file: directory, number: log.count, what });
  }
}

/** Blocks beyond the head are kept, but first made durable: see `rewriteFrom`. */
async function secureTail(log: SegmentLog, index: OffsetIndex, acknowledged: number): Promise<void> {
  if (index.length > acknowledged) await log.rewriteFrom(index.at(acknowledged));
}

export class BlockFile implements BlockStore {
  readonly #log: SegmentLog;
  readonly #index: OffsetIndex;
  readonly #found: BlockLink | undefined;
  /** Where the last block's frame ends; moves together with the index. */
  #tail: number;

  constructor(log: SegmentLog, chain: { index: OffsetIndex; end: number; last: BlockLink | undefined }) {
    this.#log = log;
    this.#index = chain.index;
    this.#tail = chain.end;
    this.#found = chain.last;
  }

  get height(): bigint {
    return BigInt(this.#index.length);
  }

  /** Number and hashes of the block that was the last when the file was opened. */
  get found(): BlockLink | undefined {
    return this.#found;
  }

  async append(blocks: readonly Uint8Array[]): Promise<void> {
    if (blocks.length === 0) return;
    const frames = await this.#log.append(blocks.map((body) => ({ meta: EMPTY, body })));
    for (const { position, size } of frames) {
      this.#index.push(position);
      this.#tail = position + size;
    }
  }

  async read(number: bigint): Promise<Uint8Array> {
    const place = this.#place(number);
    const position = this.#index.at(place);
    const frame = await this.#log.readFrame(position, this.#end(place) - position, place);
    return this.#intact(frame, position);
  }

  /** Blocks from `number` to the height at the time it is reached; reads ahead by one MiB. */
  async *readFrom(number: bigint): AsyncGenerator<Uint8Array> {
    let place = Number(number);
    while (place < this.#index.length) {
      const run = this.#runFrom(place);
      const start = this.#index.at(place);
      const bytes = await this.#log.readBytes(start, this.#end(run) - start);
      for (; place <= run; place += 1) {
        const position = this.#index.at(place);
        const frame = this.#log.decode(
          bytes.subarray(position - start, this.#end(place) - start),
          position,
          place,
        );
        yield this.#intact(frame, position);
      }
    }
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #place(number: bigint): number {
    if (number >= 0n && number < this.height) return Number(number);
    throw fail('NOT_FOUND', `block ${number}, height ${this.height}`);
  }

  /** Where the frame of a block ends. */
  #end(place: number): number {
    const position = this.#index.at(place);
    if (place + 1 === this.#index.length) return this.#tail;
    const next = this.#index.at(place + 1);
    return fileOf(next) === fileOf(position) ? next : this.#log.endOfFile(position);
  }

  /** The last block that one read from `place` on reaches: same file, about READ_AHEAD bytes. */
  #runFrom(place: number): number {
    const start = this.#index.at(place);
    let last = place;
    while (last + 1 < this.#index.length && this.#end(last + 1) - start <= READ_AHEAD) {
      if (fileOf(this.#index.at(last + 1)) !== fileOf(start)) break;
      last += 1;
    }
    return last;
  }

  #intact(frame: Frame, position: number): Uint8Array {
    if (frame.bodyState === 'intact') return frame.body;
    throw this.#log.damaged(position, frame.number, 'checksum of the block differs');
  }
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
