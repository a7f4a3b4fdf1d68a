import { levelError } from '../level-errors.js';
import { digestOf, openBody, openHead, sealBody, sealHead, type Head } from './checked-entry.js';
import { BODY, openVerified, SUMMARY, type CheckedLevelOptions, type OpenedLevel } from './checked-open.js';
import { Summary } from './checked-summary.js';
import { RecentEntries } from './recent-entries.js';
import { FailStop } from './fail-stop.js';
import { damaged } from './storage-errors.js';

const BODIES_AT_ONCE = 64;
const BINARY = { valueEncoding: 'buffer' } as const;

export interface Change {
  readonly key: string;
  /** Absent: deleted. */
  readonly payload?: Uint8Array | undefined;
  /** What is large: not read by scans. */
  readonly body?: Uint8Array | undefined;
}
export type Former = ReadonlyMap<string, Head | undefined>;
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
  readonly reverse?: boolean;
}
export interface WholeEntry {
  readonly payload: Buffer;
  readonly body: Buffer;
}

/**
 * LevelDB that cannot lie at the start: every entry has a checksum and a digest, and a summary (number of entries, multiset
 * hash, the owner's mark) is written with each batch. Opening verifies LevelDB's files and scans every entry; where
 * anything differs, the content is thrown away, `rebuilt` says why, and the owner replays. It holds only what replay can
 * rebuild.
 */
export class CheckedLevel {
  readonly #level: OpenedLevel['level'];
  readonly #directory: string;
  #summary: Summary;
  /** Why the former content was thrown away. */
  readonly rebuilt: string | undefined;
  readonly #turn: FailStop;
  readonly #recent = new RecentEntries();

  private constructor(opened: OpenedLevel, directory: string) {
    this.#level = opened.level;
    this.#summary = opened.summary;
    this.rebuilt = opened.rebuilt;
    this.#directory = directory;
    this.#turn = new FailStop(directory);
  }

  /** LEDGER_LOCKED where another process has it; STORAGE_FULL or STORAGE_FAILED where the disk refuses. */
  static async open(directory: string, options: CheckedLevelOptions): Promise<CheckedLevel> {
    return new CheckedLevel(await openVerified(directory, options), directory);
  }

  /** The owner's mark, as written with the last batch; empty where there was none. */
  get mark(): Buffer {
    return this.#summary.mark;
  }

  get count(): number {
    return this.#summary.hash.count;
  }

  /** Reads in place: from cache that takes a few microseconds, handing it to another thread several times as much. */
  get(key: string): Buffer | undefined {
    return this.#head(key)?.payload;
  }

  getWhole(key: string): WholeEntry | undefined {
    const recent = this.#recent.find(key);
    if (recent !== undefined) return recent;
    const read = this.#readWhole(key);
    if (read !== undefined) this.#recent.keep(key, read);
    return read;
  }

  #readWhole(key: string): WholeEntry | undefined {
    for (let head = this.#head(key); head !== undefined;) {
      const body = openBody(key, this.#level.getSync(BODY + key, BINARY), head.digest);
      if (body !== undefined) return { payload: head.payload, body };
      // A batch may have come between the two reads: then the head is another by now.
      const again = this.#head(key);
      if (again?.text === head.text) throw this.#damaged();
      head = again;
    }
    return undefined;
  }

  /** Keys and payloads as of now. */
  async *entries(range: KeyRange): AsyncGenerator<[string, Buffer]> {
    const { gte, lt, reverse = false } = range;
    for await (const [key, text] of this.#level.iterator({ gte, lt, reverse })) {
      yield [key, this.#opened(key, text).payload];
    }
  }

  /** The same with bodies, all of one moment. */
  async *wholeEntries({ gte, lt, reverse = false }: KeyRange): AsyncGenerator<[string, WholeEntry]> {
    const snapshot = this.#level.snapshot();
    const iterator = this.#level.iterator({ gte, lt, reverse, snapshot });
    try {
      for (;;) {
        const heads = await iterator.nextv(BODIES_AT_ONCE);
        if (heads.length === 0) return;
        const keys = heads.map(([key]) => BODY + key);
        const bodies = await this.#level.getMany<string, Buffer>(keys, { ...BINARY, snapshot });
        for (const [index, [key, text]] of heads.entries()) {
          const { payload, digest } = this.#opened(key, text);
          const body = openBody(key, bodies[index], digest);
          if (body === undefined) throw this.#damaged();
          yield [key, { payload, body }];
        }
      }
    } finally {
      await iterator.close();
      await snapshot.close();
    }
  }

  /** Atomic with the mark; not synced. Each key at most once. `former`: what `readFormer` answered since the last write. */
  write(changes: readonly Change[], mark: Uint8Array, former: Former = new Map()): Promise<void> {
    return this.#turn.run(() => this.#write(changes, mark, former));
  }

  /** What stands under each key now, for `write`. */
  async readFormer(keys: readonly string[]): Promise<Map<string, Head | undefined>> {
    const found = await this.#level.getMany([...keys]);
    return new Map(
      keys.map((key, index) => {
        const text = found[index];
        return [key, text === undefined ? undefined : this.#opened(key, text)];
      }),
    );
  }

  /** Throws everything away; the owner replays. */
  clear(): Promise<void> {
    return this.#turn.run(async () => {
      this.#recent.clear();
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
    for (const { key, payload, body } of changes) {
      const old = former.get(key);
      if (old !== undefined) summary.hash.remove(old.digest);
      if (payload === undefined) {
        batch.del(key);
        if (old !== undefined) batch.del(BODY + key);
      } else {
        const head = sealHead(key, payload, digestOf(key, payload, body));
        summary.hash.add(head.digest);
        batch.put(key, head.text);
        if (body !== undefined) batch.put(BODY + key, sealBody(key, body, head.digest), BINARY);
      }
    }
    batch.put(SUMMARY, sealSummary(summary));
    await batch.write().catch((error: unknown) => {
      throw levelError(error, this.#directory);
    });
    // Whoever read meanwhile may have kept what stood there before.
    this.#recent.forget(changes.map(({ key }) => key));
    this.#summary = summary;
  }

  #head(key: string): Head | undefined {
    const text = this.#level.getSync(key);
    return text === undefined ? undefined : this.#opened(key, text);
  }

  #opened(key: string, text: string): Head {
    const head = openHead(key, text);
    if (head === undefined) throw this.#damaged();
    return head;
  }

  /** Nothing more is written, and the next start rebuilds: it finds no summary. */
  #damaged(): Error {
    const error = damaged({ file: this.#directory, what: 'an entry is damaged; the next start rebuilds it' });
    this.#turn.stop(error, () => this.#level.del(SUMMARY, { sync: true }));
    return error;
  }
}

function sealSummary(summary: Summary): string {
  const payload = summary.write();
  return sealHead(SUMMARY, payload, digestOf(SUMMARY, payload)).text;
}
