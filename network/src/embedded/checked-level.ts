import { rm } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { fail } from '@onceledger/chaincode/domain';
import { isIntact, MultisetHash, openEntry, sealEntry } from './checked-entry.js';
import { Summary } from './checked-summary.js';
import { FailStop } from './fail-stop.js';
import { findLevelFault } from './level-files.js';
import { damaged, systemCode } from './storage-errors.js';

type Level = ClassicLevel<string, Buffer>;
/** Sorts before every other key: those start with a letter. */
const SUMMARY = '!';
const READ_AHEAD = 4 * 1024 * 1024;
const BATCH = 4096;
/** One in so many scanned entries is looked up by its key as well. */
const SAMPLE = 256;

export interface CheckedLevelOptions {
  /** What the content belongs to (ledger, store); other content is rebuilt, never used. */
  readonly binding: string;
  /** Bytes of LevelDB's block cache and write buffer; default 8 and 4 MiB. */
  readonly cacheSize?: number;
  readonly writeBufferSize?: number;
}

export interface Change {
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: Uint8Array | undefined;
}
export interface SealedEntry {
  readonly value: Buffer;
  /** With digest and checksum. */
  readonly sealed: Buffer;
}
export type Former = ReadonlyMap<string, SealedEntry | undefined>;
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
  readonly reverse?: boolean;
}

/**
 * LevelDB that cannot lie at the start: every value has a checksum, and a summary (number of entries, multiset hash, the
 * owner's mark) is written with each batch. Opening scans everything; where anything differs, the content is thrown
 * away, `rebuilt` says why, and the owner replays. It holds only what replay can rebuild.
 */
export class CheckedLevel {
  readonly #level: Level;
  readonly #directory: string;
  #summary: Summary;
  /** Why the former content was thrown away. */
  readonly rebuilt: string | undefined;
  readonly #turn: FailStop;

  private constructor(level: Level, directory: string, summary: Summary, rebuilt: string | undefined) {
    this.#level = level;
    this.#directory = directory;
    this.#summary = summary;
    this.rebuilt = rebuilt;
    this.#turn = new FailStop(directory);
  }

  /** LEDGER_LOCKED where another process has it; STORAGE_FULL or STORAGE_FAILED where the disk refuses. */
  static async open(directory: string, options: CheckedLevelOptions): Promise<CheckedLevel> {
    const found = await openAndScan(directory, options).catch((error: unknown) => {
      if (isLocked(error)) throw locked(directory, error);
      return systemCode(error);
    });
    if (typeof found === 'object') return new CheckedLevel(found.level, directory, found.summary, undefined);
    await rm(directory, { recursive: true, force: true });
    const fresh = await openAndScan(directory, options).catch((error: unknown) => {
      throw isLocked(error) ? locked(directory, error) : levelError(error, directory);
    });
    if (typeof fresh !== 'object') throw damaged({ file: directory, what: fresh });
    return new CheckedLevel(fresh.level, directory, fresh.summary, found);
  }

  /** The owner's mark, as written with the last batch; empty where there was none. */
  get mark(): Buffer {
    return this.#summary.mark;
  }

  get count(): number {
    return this.#summary.hash.count;
  }

  /** Reads in place: from cache that takes a few microseconds, handing it to another thread several times as much. */
  get(key: string): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const sealed = this.#level.getSync(key);
      resolve(sealed === undefined ? undefined : this.#opened(key, sealed));
    });
  }

  async *entries(range: KeyRange): AsyncGenerator<[string, Buffer]> {
    const { gte, lt, reverse = false } = range;
    for await (const [key, sealed] of this.#level.iterator({ gte, lt, reverse })) {
      yield [key, this.#opened(key, sealed)];
    }
  }

  /** Atomic with the mark; not synced. Each key at most once. `former`: what `readFormer` answered since the last write. */
  write(changes: readonly Change[], mark: Uint8Array, former: Former = new Map()): Promise<void> {
    return this.#turn.run(() => this.#write(changes, mark, former));
  }

  /** What stands under each key now, for `write`. */
  async readFormer(keys: readonly string[]): Promise<Map<string, SealedEntry | undefined>> {
    const found = await this.#level.getMany([...keys]);
    return new Map(keys.map((key, index) => [key, this.#sealed(key, found[index])]));
  }

  /** Throws everything away; the owner replays. */
  clear(): Promise<void> {
    return this.#turn.run(async () => {
      await this.#level.clear();
      this.#summary = Summary.empty(this.#summary.binding);
    });
  }

  close(): Promise<void> {
    return this.#level.close();
  }

  async #write(changes: readonly Change[], mark: Uint8Array, known: Former): Promise<void> {
    const unknown = changes.filter(({ key }) => !known.has(key)).map(({ key }) => key);
    const former = new Map([...known, ...(await this.readFormer(unknown))]);
    const summary = this.#summary.next(mark);
    const batch = this.#level.batch();
    for (const { key, value } of changes) {
      const old = former.get(key);
      if (old !== undefined) summary.hash.remove(old.sealed);
      if (value === undefined) {
        batch.del(key);
      } else {
        const sealed = sealEntry(key, value);
        summary.hash.add(sealed);
        batch.put(key, sealed);
      }
    }
    batch.put(SUMMARY, sealEntry(SUMMARY, summary.write()));
    await batch.write().catch((error: unknown) => {
      throw levelError(error, this.#directory);
    });
    this.#summary = summary;
  }

  #sealed(key: string, sealed: Buffer | undefined): SealedEntry | undefined {
    return sealed === undefined ? undefined : { sealed, value: this.#opened(key, sealed) };
  }

  #opened(key: string, sealed: Buffer): Buffer {
    if (isIntact(key, sealed)) return openEntry(sealed);
    throw damaged({ file: this.#directory, what: 'checksum of a value differs; a restart rebuilds it' });
  }
}

/** The database and its summary, or why it cannot be used. Throws what LevelDB throws. */
async function openAndScan(
  directory: string,
  options: CheckedLevelOptions,
): Promise<{ level: Level; summary: Summary } | string> {
  const { binding, cacheSize = 8 * 1024 * 1024, writeBufferSize = 4 * 1024 * 1024 } = options;
  const fault = await findLevelFault(directory);
  if (fault !== undefined) return fault;
  const level: Level = new ClassicLevel(directory, {
    keyEncoding: 'utf8',
    valueEncoding: 'buffer',
    cacheSize,
    writeBufferSize,
    compression: false,
  });
  await level.open();
  try {
    const found = await scan(level, binding);
    if (typeof found === 'object') return { level, summary: found };
    await level.close();
    return found;
  } catch (error) {
    await level.close();
    throw error;
  }
}

async function scan(level: Level, binding: string): Promise<Summary | string> {
  const hash = new MultisetHash();
  let summary: Summary | undefined;
  const iterator = level.iterator({ highWaterMarkBytes: READ_AHEAD });
  try {
    for (;;) {
      const batch = await iterator.nextv(BATCH);
      if (batch.length === 0) break;
      for (const [key, sealed] of batch) {
        if (!isIntact(key, sealed)) return 'checksum of a value differs';
        if (key === SUMMARY) summary = Summary.read(openEntry(sealed));
        else hash.add(sealed);
      }
      const fault = await findLookupFault(level, batch);
      if (fault !== undefined) return fault;
    }
  } finally {
    await iterator.close();
  }
  return judge(summary, hash, binding);
}

/** Whether point lookups, which take other ways through the files than a scan, find what the scan has seen. */
async function findLookupFault(
  level: Level,
  batch: readonly [string, Buffer][],
): Promise<string | undefined> {
  const sample = batch.filter((_, index) => index % SAMPLE === 0 || index === batch.length - 1);
  const found = await level.getMany(sample.map(([key]) => key));
  return sample.every(([, sealed], index) => found[index]?.equals(sealed) === true)
    ? undefined
    : 'a lookup does not find what the scan has seen';
}

function judge(summary: Summary | undefined, hash: MultisetHash, binding: string): Summary | string {
  if (summary === undefined) return hash.count === 0 ? Summary.empty(binding) : 'the summary is missing';
  if (summary.binding !== binding) return 'it belongs to another ledger or store';
  if (!summary.hash.equals(hash)) return `${hash.count} entries do not add up to the summary`;
  return summary;
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && (systemCode(error) === 'LEVEL_LOCKED' || isLocked(error.cause));
}

function locked(directory: string, cause: unknown): Error {
  return fail('LEDGER_LOCKED', { detail: `${directory} is in use by another process`, cause });
}

/** LevelDB tells of the system's error only in its text. */
function levelError(error: unknown, directory: string): Error {
  const text = error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error);
  const full = /no space left|quota exceeded|ENOSPC|EDQUOT/iu.test(text);
  return fail(full ? 'STORAGE_FULL' : 'STORAGE_FAILED', {
    detail: `${directory}: ${systemCode(error)}`,
    cause: error,
  });
}
