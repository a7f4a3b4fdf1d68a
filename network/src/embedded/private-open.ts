import type { Frame } from './frame.js';
import { chainAfter, decodeBody, decodeMeta, type ErasedFrame, type WriteMeta } from './private-codec.js';
import { PrivateFile } from './private-file.js';
import { PrivateIndex, type IndexedWrite, type IndexMark } from './private-index.js';
import { PrivateScan } from './private-scan.js';
import { SegmentLog } from './segment-log.js';
import type { Stop } from './segment-scan.js';
import type { LogKind } from './segment.js';
import type { Storage } from './storage.js';

const KIND: LogKind = { magic: 'ONCEPRV1', extension: 'prv', unit: 'entry' };

export interface PrivateFileOptions {
  /** Directory of the index, a LevelDB: on the real file system whatever the storage is; it can always be rebuilt. */
  readonly index: string;
  /** The ledger and organization; an index of another is thrown away. */
  readonly binding?: string;
  /** Blocks there are: entries of later ones are erased. */
  readonly height: bigint;
  /** Entries that the signed head counts: fewer are damage. */
  readonly entries?: bigint;
  /** False: a torn tail is damage, too. Default true. */
  readonly mayCut?: boolean;
  readonly fileLimit?: number;
}

/** Opens one organization's private store, verifies every entry, finishes erasures, brings the index up to date. */
export async function openPrivateFile(
  storage: Storage,
  directory: string,
  options: PrivateFileOptions,
): Promise<PrivateFile> {
  const log = await SegmentLog.open({ storage, directory, kind: KIND, fileLimit: options.fileLimit });
  const index = await PrivateIndex.open(options.index, options.binding ?? '').catch(
    async (error: unknown) => {
      await log.close();
      throw error;
    },
  );
  const file = new PrivateFile(log, index, directory);
  try {
    const scan = await settle(log, index, directory, options);
    file.startFrom(scan.chain);
    if (scan.tail !== undefined) await log.rewriteFrom(scan.tail);
    const erased = await catchUp(log, index, scan, options.height);
    await file.finishErasure(erased, scan.unfinished);
    await file.discard(scan.uncommitted);
    await file.publish(options.height);
    return file;
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** Scans until nothing needs to be cut any more; STORAGE_DAMAGED where something acknowledged is wrong. */
async function settle(
  log: SegmentLog,
  index: PrivateIndex,
  directory: string,
  options: PrivateFileOptions,
): Promise<PrivateScan> {
  const entries = Number(options.entries ?? 0n);
  for (;;) {
    const scan = new PrivateScan({ height: options.height, entries, indexed: index.mark.seen });
    const stop = await log.scan((frame, position) => scan.visit(frame, position));
    const cut = cutAt(log, scan, stop);
    if (cut === undefined) {
      if (log.count >= entries) return scan;
      const what = `the store has ${log.count} entries, the head says ${entries}`;
      throw log.error({ file: directory, number: log.count, what });
    }
    if (cut.number < entries || options.mayCut === false || stop?.laterFiles === true) throw cut.error;
    await log.cut(cut.position);
  }
}

/**
 * Where a tail would have to be cut, and the error if it may not be. Behind a stop may stand the erasures of bodies that
 * look wrong before it: then the stop is what is damaged.
 */
function cutAt(
  log: SegmentLog,
  scan: PrivateScan,
  stop: Stop | undefined,
): { number: number; position: number; error: Error } | undefined {
  const wrong = scan.firstWrong;
  if (stop !== undefined) return { ...(wrong ?? stop), error: log.error(stop.damage) };
  if (wrong === undefined) return undefined;
  return { ...wrong, error: log.damaged(wrong.position, wrong.number, 'checksum of the value differs') };
}

/**
 * Brings the index to the end of the file; from nothing where it belongs to another past. Answers the entries that it
 * had taken before their erasure.
 */
async function catchUp(
  log: SegmentLog,
  index: PrivateIndex,
  scan: PrivateScan,
  height: bigint,
): Promise<ErasedFrame[]> {
  if (index.mark.seen > 0 && scan.indexedChain !== index.mark.chain) await index.clear();
  const from = index.mark.frames;
  if (from === log.count) return [];
  const news = new IndexNews(from, scan, height);
  await log.scan(
    (frame, position) => {
      news.visit(frame, position);
      return undefined;
    },
    async () => {
      const writes = news.writes.splice(0);
      if (news.mark.frames > from) await index.add(writes, news.mark);
    },
  );
  return news.erased;
}

/** What the index does not know yet. */
class IndexNews {
  readonly writes: IndexedWrite[] = [];
  readonly erased: ErasedFrame[] = [];
  mark: IndexMark = { frames: 0, seen: 0, chain: 0 };
  readonly #from: number;
  readonly #scan: PrivateScan;
  readonly #height: bigint;

  constructor(from: number, scan: PrivateScan, height: bigint) {
    this.#from = from;
    this.#scan = scan;
    this.#height = height;
  }

  visit(frame: Frame, position: number): void {
    const seen = frame.number + 1;
    this.mark = { frames: seen, seen, chain: chainAfter(this.mark.chain, frame.headCrc) };
    if (frame.number < this.#from) return;
    const meta = decodeMeta(frame.meta);
    if (meta?.kind === 'erasure') {
      this.erased.push(...meta.frames.filter(({ number }) => number < this.#from));
    } else if (
      meta !== undefined &&
      !this.#scan.erased.has(frame.number) &&
      meta.version.block < this.#height
    ) {
      this.writes.push(indexedWrite(frame, position, meta));
    }
  }
}

function indexedWrite(frame: Frame, position: number, meta: WriteMeta): IndexedWrite {
  const key = meta.kind === 'missing' ? undefined : decodeBody(frame.body).key;
  return { number: frame.number, position, size: frame.size, version: meta.version, meta, key };
}
