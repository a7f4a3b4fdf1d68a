import { compareVersions } from './byte-codec.js';
import { BODY_CRC, FRAME_HEADER, peekSize, type FrameParts } from './frame.js';
import { closeAll } from './close-all.js';
import { FailStop } from './fail-stop.js';
import {
  chainAfter,
  decodeBody,
  decodeMeta,
  encodeEntry,
  encodeErasure,
  encodeMissing,
  type ErasedFrame,
  type WriteMeta,
} from './private-codec.js';
import type { IndexedWrite, IndexMark, Located, PrivateIndex } from './private-index.js';
import type { Appended, SegmentLog } from './segment-log.js';
import type { KeyWrite, Version } from '../blocks/types.js';
import type { MissingEntry, PrivateEntry, PrivateStore, PrivateValue, PurgeEntry } from './stores.js';

const AFTER_ALL = 0xffffffff;

/** One organization's private values in an append-only file: docs/spec/private-file.md. Opened by `openPrivateFile`. */
export class PrivateFile implements PrivateStore {
  readonly #log: SegmentLog;
  readonly #index: PrivateIndex;
  readonly #turn: FailStop;
  /** Durable and not yet visible, oldest first; no values. */
  #pending: IndexedWrite[] = [];
  #chain = 0;

  constructor(log: SegmentLog, index: PrivateIndex, directory: string) {
    this.#log = log;
    this.#index = index;
    this.#turn = new FailStop(directory);
  }

  /** Entries in the file, erasures included: what the signed head counts. */
  get entries(): bigint {
    return BigInt(this.#log.count);
  }

  /** Recovery: `chainAfter` of the last frame found. */
  startFrom(chain: number): void {
    this.#chain = chain;
  }

  append(entries: readonly PrivateEntry[], missing: readonly MissingEntry[] = []): Promise<void> {
    if (entries.length + missing.length === 0) return Promise.resolve();
    return this.#turn.run(async () => {
      const parts = [...entries.map(encodeEntry), ...missing.map(encodeMissing)];
      const frames = await this.#append(parts);
      frames.forEach((frame, place) => {
        const { version } = place < entries.length ? at(entries, place) : at(missing, place - entries.length);
        const meta = writeMeta(at(parts, place).meta);
        this.#pending.push({ ...frame, version, meta, key: entries[place]?.key });
      });
    });
  }

  publish(height: bigint): Promise<void> {
    return this.#turn.run(async () => {
      await this.#publish(height);
      await this.#erase(await this.#index.expired(height));
    });
  }

  missing(namespace: string, collection: string, keyHash: Uint8Array): Promise<Version | undefined> {
    return new Promise((resolve) => {
      resolve(this.#index.missing(namespace, collection, keyHash));
    });
  }

  async get(namespace: string, collection: string, key: string): Promise<PrivateValue | undefined> {
    const located = this.#index.find(namespace, collection, key);
    return located === undefined ? undefined : this.#value(located, namespace, collection, key);
  }

  async *range(
    namespace: string,
    collection: string,
    start: string,
    end: string,
  ): AsyncGenerator<PrivateValue & { key: string }> {
    for await (const { key, located } of this.#index.range(namespace, collection, start, end)) {
      const found = await this.#value(located, namespace, collection, key);
      if (found !== undefined) yield { key, ...found };
    }
  }

  async written(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
    version: Version,
  ): Promise<KeyWrite | undefined> {
    const copies = await this.#index.copies(namespace, collection, keyHash);
    const copy = copies.find((one) => compareVersions(one.version, version) === 0);
    if (copy === undefined) return undefined;
    const frame = await this.#log.readFrame(copy.position, copy.size, copy.number);
    if (frame.bodyState !== 'intact') return undefined;
    return { ...decodeBody(frame.body), deleted: writeMeta(frame.meta).kind === 'deletion' };
  }

  purge(entries: readonly PurgeEntry[], block: bigint): Promise<void> {
    return this.#turn.run(async () => {
      await this.#publish(block + 1n);
      const gone: Located[] = [];
      for (const { namespace, collection, keyHash, transaction = AFTER_ALL } of entries) {
        const copies = await this.#index.copies(namespace, collection, keyHash);
        gone.push(...copies.filter(({ version }) => compareVersions(version, { block, transaction }) <= 0));
      }
      await this.#erase(gone);
    });
  }

  /** Recovery: erases entries of blocks that do not exist. */
  discard(frames: readonly ErasedFrame[]): Promise<void> {
    return this.#turn.run(() => this.#erase(frames));
  }

  /** Recovery: forgets and zeros what an erasure on record left standing. */
  finishErasure(frames: readonly ErasedFrame[], standing: readonly ErasedFrame[]): Promise<void> {
    return this.#turn.run(async () => {
      await this.#forget(frames, this.#index.mark);
      await this.#zero(standing);
    });
  }

  close(): Promise<void> {
    return closeAll([this.#index, this.#log]);
  }

  async #append(parts: readonly FrameParts[]): Promise<Appended[]> {
    const frames = await this.#log.append(parts);
    for (const { headCrc } of frames) this.#chain = chainAfter(this.#chain, headCrc);
    return frames;
  }

  async #publish(height: bigint): Promise<void> {
    const count = this.#pending.findIndex(({ version }) => version.block >= height);
    const ready = this.#pending.slice(0, count === -1 ? this.#pending.length : count);
    if (ready.length === 0) return;
    const rest = this.#pending.slice(ready.length);
    await this.#index.add(ready, this.#mark(rest));
    this.#pending = rest;
  }

  /** On record first, then out of the index, then zeros: a crash between is finished by the next start. */
  async #erase(frames: readonly ErasedFrame[]): Promise<void> {
    const unique = [...new Map(frames.map((frame) => [frame.number, frame])).values()];
    if (unique.length === 0) return;
    await this.#append([encodeErasure(unique)]);
    await this.#forget(unique, this.#mark(this.#pending));
    await this.#zero(unique);
  }

  async #forget(frames: readonly ErasedFrame[], mark: IndexMark): Promise<void> {
    const gone = [];
    for (const frame of frames) gone.push({ number: frame.number, meta: await this.#metaAt(frame) });
    if (gone.length > 0) await this.#index.remove(gone, mark);
  }

  #mark(pending: readonly IndexedWrite[]): IndexMark {
    const seen = this.#log.count;
    return { frames: pending[0]?.number ?? seen, seen, chain: this.#chain };
  }

  async #zero(frames: readonly ErasedFrame[]): Promise<void> {
    const changes = [];
    for (const { position } of frames) {
      const size = peekSize(await this.#log.readBytes(position, FRAME_HEADER), 0);
      if (size === undefined) continue;
      const body = position + FRAME_HEADER + size.metaLength;
      changes.push({ position: body, bytes: new Uint8Array(size.bodyLength) });
      changes.push({ position: position + BODY_CRC, bytes: new Uint8Array(FRAME_HEADER - BODY_CRC) });
    }
    await this.#log.overwrite(changes);
  }

  async #metaAt({ number, position }: ErasedFrame): Promise<WriteMeta> {
    const size = peekSize(await this.#log.readBytes(position, FRAME_HEADER), 0)?.size ?? FRAME_HEADER;
    return writeMeta((await this.#log.readFrame(position, size, number)).meta);
  }

  async #value(
    { number, position, size, version }: Located,
    namespace: string,
    collection: string,
    key: string,
  ): Promise<PrivateValue | undefined> {
    const frame = await this.#log.readFrame(position, size, number);
    if (frame.bodyState === 'intact') return { value: decodeBody(frame.body).value, version };
    // An erasure may have come between; then the index has forgotten the entry.
    const again = this.#index.find(namespace, collection, key);
    if (frame.bodyState === 'erased' || again?.number !== number) return undefined;
    throw this.#log.damaged(position, number, 'checksum of the value differs');
  }
}

export function writeMeta(bytes: Uint8Array): WriteMeta {
  const meta = decodeMeta(bytes);
  if (meta === undefined || meta.kind === 'erasure') throw new TypeError('an entry with a body was expected');
  return meta;
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new RangeError(`no element ${place}`);
  return found;
}
