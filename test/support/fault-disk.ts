import { join } from 'node:path';
import { SeededRandom } from './seeded-random.js';

const SECTOR = 512;

type Change = { readonly offset: number; readonly bytes: Uint8Array } | { readonly size: number };

/**
 * A disk with a page cache. `seen` is what a process reads; `durable` is what a loss of power leaves; between them stand
 * the changes that no sync has confirmed. Names in a directory are changes of the directory.
 */
export class FaultDisk {
  readonly files = new Map<string, DiskFile>();
  /** Names on the disk itself. */
  readonly #durable = new Map<string, DiskFile>();
  /** Name changes that no sync of their directory has confirmed. */
  readonly #renamed = new Set<string>();

  create(path: string): DiskFile {
    const file = new DiskFile();
    this.files.set(path, file);
    this.#renamed.add(path);
    return file;
  }

  remove(path: string): void {
    this.files.delete(path);
    this.#renamed.add(path);
  }

  rename(from: string, to: string): void {
    const file = this.files.get(from);
    if (file === undefined) return;
    this.remove(from);
    this.files.set(to, file);
    this.#renamed.add(to);
  }

  syncDirectory(directory: string): void {
    for (const path of [...this.#renamed]) {
      if (join(path, '..') === directory) this.#confirm(path);
    }
  }

  list(directory: string): string[] {
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${directory}/`));
    return [...new Set(inside.map((path) => path.slice(directory.length + 1).split('/')[0] ?? ''))].sort();
  }

  /**
   * Power is lost: of everything unconfirmed a random part remains, writes torn at any byte or sector. `nothing` keeps
   * none of it, the harshest case.
   */
  losePower(seed: number, keep: 'nothing' | 'some'): FaultDisk {
    const random = new SeededRandom(seed);
    const some = (probability: number): boolean => keep === 'some' && random.chance(probability);
    const names = new Map(this.#durable);
    for (const path of this.#renamed) if (some(0.5)) this.#setName(names, path);
    const after = new FaultDisk();
    for (const [path, file] of names) {
      const kept = file.losePower(random, keep);
      after.files.set(path, kept);
      after.#durable.set(path, kept);
    }
    return after;
  }

  /** Everything as it is, confirmed: a copy to damage. */
  copy(): FaultDisk {
    const copy = new FaultDisk();
    for (const [path, file] of this.files) {
      const same = new DiskFile(Buffer.from(file.seen));
      copy.files.set(path, same);
      copy.#durable.set(path, same);
    }
    return copy;
  }

  #confirm(path: string): void {
    this.#setName(this.#durable, path);
    this.#renamed.delete(path);
  }

  #setName(names: Map<string, DiskFile>, path: string): void {
    const file = this.files.get(path);
    if (file === undefined) names.delete(path);
    else names.set(path, file);
  }
}

export class DiskFile {
  seen: Buffer;
  #durable: Buffer;
  #pending: Change[] = [];

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.seen = content;
    this.#durable = Buffer.from(content);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#pending.push({ offset, bytes: Uint8Array.from(bytes) });
    this.seen = written(this.seen, offset, bytes);
  }

  truncate(size: number): void {
    this.#pending.push({ size });
    this.seen = resized(this.seen, size);
  }

  sync(): void {
    this.#durable = Buffer.from(this.seen);
    this.#pending = [];
  }

  /** A failed sync: part reached the disk, and the cache calls the rest clean though it never will. */
  failSync(random: SeededRandom): void {
    this.#durable = this.#afterLoss(random, 'some');
    this.#pending = [];
  }

  losePower(random: SeededRandom, keep: 'nothing' | 'some'): DiskFile {
    return new DiskFile(this.#afterLoss(random, keep));
  }

  #afterLoss(random: SeededRandom, keep: 'nothing' | 'some'): Buffer {
    let content: Buffer = Buffer.from(this.#durable);
    if (keep === 'nothing') return content;
    for (const change of this.#pending) {
      if (random.chance(0.4)) continue;
      if ('size' in change) content = resized(content, change.size);
      else content = torn(content, change.offset, change.bytes, random);
    }
    return content;
  }
}

/** Whole, up to some byte, or any of its sectors. */
function torn(content: Buffer, offset: number, bytes: Uint8Array, random: SeededRandom): Buffer {
  const way = random.below(3);
  if (way === 0) return written(content, offset, bytes);
  if (way === 1) return written(content, offset, bytes.subarray(0, random.below(bytes.length + 1)));
  let result = content;
  for (let start = 0; start < bytes.length; start += SECTOR - ((offset + start) % SECTOR)) {
    const end = Math.min(bytes.length, start + SECTOR - ((offset + start) % SECTOR));
    if (random.chance(0.5)) result = written(result, offset + start, bytes.subarray(start, end));
  }
  return result;
}

function written(content: Buffer, offset: number, bytes: Uint8Array): Buffer {
  const result = resized(content, Math.max(content.length, offset + bytes.length));
  result.set(bytes, offset);
  return result;
}

/** Always a copy; grown parts are zeros. */
function resized(content: Buffer, size: number): Buffer {
  const result = Buffer.alloc(size);
  result.set(content.subarray(0, size), 0);
  return result;
}
