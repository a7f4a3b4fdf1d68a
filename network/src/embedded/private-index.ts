import { compareVersions, decodeVersion, encodeVersion } from './byte-codec.js';
import type { Version } from '../blocks/types.js';
import { CheckedLevel, type Change } from './checked-level.js';
import { hashKey, type WriteMeta } from './private-codec.js';

/** Where an entry stands in the file. */
export interface Located {
  readonly number: number;
  readonly position: number;
  readonly size: number;
  readonly version: Version;
}
export interface IndexedWrite extends Located {
  readonly meta: WriteMeta;
  /** Absent for a missing entry. */
  readonly key: string | undefined;
}
/** How far the index and the file agree. */
export interface IndexMark {
  /** Every frame below is taken. */
  readonly frames: number;
  /** Frames that the file had then; erasures among them may be taken beyond `frames`. */
  readonly seen: number;
  /** `chainAfter` of the last one seen: a file with another past gets a new index. */
  readonly chain: number;
}

const LOCATED = 32;
const MARK = 20;
const NO_MARK: IndexMark = { frames: 0, seen: 0, chain: 0 };

/**
 * What can be found in a private store, on a checked LevelDB; never a value. Keys, parts joined by U+0000:
 *   k namespace collection key            the present entry
 *   p namespace collection keyHash number every entry whose body stands, with its key
 *   e block number                        entries that outlive their blockToLive at that block: their `p` key
 *   m namespace collection keyHash        version that this organization lacks
 */
export class PrivateIndex {
  readonly #level: CheckedLevel;
  #mark: IndexMark;
  /** No earlier block ends an entry; undefined: none does. */
  #nextExpiry: bigint | undefined;
  #hasMissing = false;

  private constructor(level: CheckedLevel) {
    this.#level = level;
    this.#mark = level.mark.length === MARK ? decodeMark(level.mark) : NO_MARK;
  }

  static async open(directory: string, binding: string): Promise<PrivateIndex> {
    const small = 1024 * 1024;
    const level = await CheckedLevel.open(directory, { binding, cacheSize: small, writeBufferSize: small });
    const index = new PrivateIndex(level);
    await index.#load();
    return index;
  }

  get mark(): IndexMark {
    return this.#mark;
  }

  async clear(): Promise<void> {
    await this.#level.clear();
    this.#mark = NO_MARK;
    await this.#load();
  }

  find(namespace: string, collection: string, key: string): Located | undefined {
    const found = this.#level.get(keyKey(namespace, collection, key));
    if (found === undefined) return undefined;
    const located = decodeLocated(found);
    return this.#isLacked(namespace, collection, key, located.version) ? undefined : located;
  }

  async *range(namespace: string, collection: string, start: string, end: string) {
    const prefix = keyKey(namespace, collection, '');
    const lt = end === '' ? `k${namespace}\0${collection}\u0001` : prefix + end;
    for await (const [stored, found] of this.#level.entries({ gte: prefix + start, lt })) {
      const key = stored.slice(prefix.length);
      const located = decodeLocated(found);
      if (this.#isLacked(namespace, collection, key, located.version)) continue;
      yield { key, located };
    }
  }

  missing(namespace: string, collection: string, keyHash: Uint8Array): Version | undefined {
    const found = this.#hasMissing ? this.#level.get(missingKey(namespace, collection, keyHash)) : undefined;
    return found === undefined ? undefined : decodeVersion(found);
  }

  /** Every entry of a key, by its hash, whose body stands. */
  async copies(namespace: string, collection: string, keyHash: Uint8Array): Promise<Located[]> {
    const prefix = copyPrefix(namespace, collection, keyHash);
    const copies: Located[] = [];
    for await (const [, found] of this.#level.entries({ gte: prefix, lt: `${prefix}g` })) {
      copies.push(decodeLocated(found));
    }
    return copies;
  }

  /** Entries that no longer live at `height` blocks. */
  async expired(height: bigint): Promise<Located[]> {
    if (this.#nextExpiry === undefined || this.#nextExpiry >= height) return [];
    const expired: Located[] = [];
    for await (const [, copy] of this.#level.entries({ gte: 'e', lt: `e${hex(height)}` })) {
      const found = this.#level.get(copy.toString('utf8'));
      if (found !== undefined) expired.push(decodeLocated(found));
    }
    return expired;
  }

  /** Takes writes, oldest first. */
  async add(writes: readonly IndexedWrite[], mark: IndexMark): Promise<void> {
    const changes = new Map<string, Uint8Array | undefined>();
    for (const write of writes) this.#plan(write, changes);
    await this.#write(changes, mark);
  }

  /** Forgets entries whose bodies are erased. */
  async remove(gone: readonly { meta: WriteMeta; number: number }[], mark: IndexMark): Promise<void> {
    const changes = new Map<string, Uint8Array | undefined>();
    for (const { meta, number } of gone) {
      const copy = copyKey(meta, number);
      const found = this.#level.get(copy);
      if (found === undefined) continue;
      changes.set(copy, undefined);
      if (meta.blockToLive > 0) changes.set(expiryKey(meta, number), undefined);
      const present = keyKey(meta.namespace, meta.collection, found.toString('utf8', LOCATED));
      const current = this.#level.get(present);
      if (current !== undefined && decodeLocated(current).number === number) changes.set(present, undefined);
    }
    await this.#write(changes, mark);
    await this.#load();
  }

  close(): Promise<void> {
    return this.#level.close();
  }

  #plan(write: IndexedWrite, changes: Map<string, Uint8Array | undefined>): void {
    const { meta, key, number } = write;
    const lacked = missingKey(meta.namespace, meta.collection, meta.keyHash);
    if (key === undefined) {
      changes.set(lacked, encodeVersion(meta.version));
      this.#hasMissing = true;
      return;
    }
    const located = encodeLocated(write);
    const copy = copyKey(meta, number);
    changes.set(keyKey(meta.namespace, meta.collection, key), meta.kind === 'value' ? located : undefined);
    changes.set(copy, Buffer.concat([located, Buffer.from(key, 'utf8')]));
    if (this.#hasMissing) changes.set(lacked, undefined);
    if (meta.blockToLive > 0) {
      changes.set(expiryKey(meta, number), Buffer.from(copy, 'utf8'));
      const expiry = expiryOf(meta);
      if (this.#nextExpiry === undefined || expiry < this.#nextExpiry) this.#nextExpiry = expiry;
    }
  }

  async #write(changes: ReadonlyMap<string, Uint8Array | undefined>, mark: IndexMark): Promise<void> {
    const list: Change[] = [...changes].map(([key, payload]) => ({ key, payload }));
    await this.#level.write(list, encodeMark(mark));
    this.#mark = mark;
  }

  #isLacked(namespace: string, collection: string, key: string, version: Version): boolean {
    const lacked = this.#hasMissing ? this.missing(namespace, collection, hashKey(key)) : undefined;
    return lacked !== undefined && compareVersions(lacked, version) > 0;
  }

  async #load(): Promise<void> {
    this.#nextExpiry = undefined;
    this.#hasMissing = false;
    for await (const [stored] of this.#level.entries({ gte: 'e', lt: 'f' })) {
      this.#nextExpiry = BigInt(`0x${stored.slice(1, 17)}`);
      break;
    }
    for await (const [stored] of this.#level.entries({ gte: 'm', lt: 'n' })) {
      this.#hasMissing = stored !== '';
      break;
    }
  }
}

function keyKey(namespace: string, collection: string, key: string): string {
  return `k${namespace}\0${collection}\0${key}`;
}
function missingKey(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `m${namespace}\0${collection}\0${Buffer.from(keyHash).toString('base64url')}`;
}
function copyPrefix(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `p${namespace}\0${collection}\0${Buffer.from(keyHash).toString('base64url')}\0`;
}
function copyKey(meta: WriteMeta, number: number): string {
  return copyPrefix(meta.namespace, meta.collection, meta.keyHash) + hex(BigInt(number));
}
/** Fabric: private data written at block b lives while the height is at most b + blockToLive + 1. */
function expiryOf(meta: WriteMeta): bigint {
  return meta.version.block + BigInt(meta.blockToLive) + 1n;
}
function expiryKey(meta: WriteMeta, number: number): string {
  return `e${hex(expiryOf(meta))}${hex(BigInt(number))}`;
}
function hex(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}

function encodeLocated(located: Located): Buffer {
  const bytes = Buffer.allocUnsafe(20);
  bytes.writeBigUInt64BE(BigInt(located.number), 0);
  bytes.writeBigUInt64BE(BigInt(located.position), 8);
  bytes.writeUInt32BE(located.size, 16);
  return Buffer.concat([bytes, encodeVersion(located.version)]);
}
function decodeLocated(bytes: Buffer): Located {
  return {
    number: Number(bytes.readBigUInt64BE(0)),
    position: Number(bytes.readBigUInt64BE(8)),
    size: bytes.readUInt32BE(16),
    version: decodeVersion(bytes, 20),
  };
}
function encodeMark(mark: IndexMark): Buffer {
  const bytes = Buffer.allocUnsafe(MARK);
  bytes.writeBigUInt64BE(BigInt(mark.frames), 0);
  bytes.writeBigUInt64BE(BigInt(mark.seen), 8);
  bytes.writeUInt32BE(mark.chain, 16);
  return bytes;
}
function decodeMark(bytes: Buffer): IndexMark {
  const [frames, seen] = [Number(bytes.readBigUInt64BE(0)), Number(bytes.readBigUInt64BE(8))];
  return { frames, seen, chain: bytes.readUInt32BE(16) };
}
