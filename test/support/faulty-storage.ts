import { fail } from '@onceledger/chaincode/domain';
import type { Storage, StorageCounters, StorageFile } from '@onceledger/network/embedded';
import { FaultDisk, type DiskFile } from './fault-disk.js';
import { SeededRandom } from './seeded-random.js';

export type FaultKind = 'kill' | 'EIO' | 'ENOSPC';
export interface Fault {
  /** Place of the call in `calls`, from 0. */
  readonly call: number;
  readonly kind: FaultKind;
  readonly seed: number;
}
export interface StorageCall {
  readonly name:
    | 'open'
    | 'list'
    | 'mkdir'
    | 'rename'
    | 'remove'
    | 'syncDirectory'
    | 'size'
    | 'read'
    | 'write'
    | 'truncate'
    | 'sync'
    | 'close';
  readonly path: string;
}

/** Thrown by a call during which the process died, and by every later one. */
export class Killed extends Error {}

/** What a failing call may have done before it failed. */
type Partly = (random: SeededRandom, kind: FaultKind) => void;

const GROWING = new Set<StorageCall['name']>(['open', 'mkdir', 'write', 'sync', 'syncDirectory']);

/** Storage in memory on a `FaultDisk` that records every call and fails at the chosen one. */
export class FaultyStorage implements Storage {
  readonly counters: StorageCounters = { writes: 0, syncs: 0, bytesWritten: 0 };
  readonly calls: StorageCall[] = [];
  readonly disk: FaultDisk;
  /** A disk that answers a sync without doing it: the control that shows that a loss is found. */
  readonly lies: boolean;
  readonly #fault: Fault | undefined;
  readonly #random: SeededRandom;
  #isDead = false;

  constructor(disk = new FaultDisk(), fault?: Fault, options: { readonly lies?: boolean } = {}) {
    this.disk = disk;
    this.#fault = fault;
    this.lies = options.lies ?? false;
    this.#random = new SeededRandom(fault?.seed ?? 0);
  }

  /** Whether the fault happened. */
  get struck(): boolean {
    return this.#fault !== undefined && this.calls.length > this.#fault.call;
  }

  open(path: string, options: { readonly create: boolean }): Promise<StorageFile> {
    return this.#call({ name: 'open', path }, () => {
      const found = this.disk.files.get(path);
      if (found === undefined && !options.create) throw fail('STORAGE_FAILED', `open ${path}: ENOENT`);
      return new FaultyFile(this, path, found ?? this.disk.create(path));
    });
  }

  list(directory: string): Promise<string[]> {
    return this.#call({ name: 'list', path: directory }, () => this.disk.list(directory));
  }

  makeDirectory(path: string): Promise<void> {
    return this.#call({ name: 'mkdir', path }, () => undefined);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call({ name: 'rename', path: from }, () => {
      this.disk.rename(from, to);
    });
  }

  remove(path: string): Promise<void> {
    return this.#call({ name: 'remove', path }, () => {
      this.disk.remove(path);
    });
  }

  syncDirectory(path: string): Promise<void> {
    return this.#call({ name: 'syncDirectory', path }, () => {
      this.disk.syncDirectory(path);
      this.counters.syncs += 1;
    });
  }

  /** For `FaultyFile`: `partly` is what a failing call may have done. */
  async perform<T>(call: StorageCall, run: () => T, partly?: Partly): Promise<T> {
    return this.#call(call, run, partly);
  }

  async #call<T>(call: StorageCall, run: () => T, partly?: Partly): Promise<T> {
    await Promise.resolve();
    if (this.#isDead) throw new Killed();
    const place = this.calls.push(call) - 1;
    if (place !== this.#fault?.call) return run();
    return this.#strike(this.#fault.kind, call, run, partly);
  }

  #strike<T>(kind: FaultKind, call: StorageCall, run: () => T, partly?: Partly): T {
    if (kind === 'ENOSPC' && !GROWING.has(call.name)) return run();
    if (kind === 'kill') {
      this.#isDead = true;
      if (partly === undefined && this.#random.chance(0.5)) run();
    }
    partly?.(this.#random, kind);
    if (kind === 'kill') throw new Killed();
    throw fail(kind === 'EIO' ? 'STORAGE_FAILED' : 'STORAGE_FULL', `${call.name} ${call.path}: ${kind}`);
  }
}

class FaultyFile implements StorageFile {
  readonly #storage: FaultyStorage;
  readonly #path: string;
  readonly #file: DiskFile;

  constructor(storage: FaultyStorage, path: string, file: DiskFile) {
    this.#storage = storage;
    this.#path = path;
    this.#file = file;
  }

  size(): Promise<number> {
    return this.#storage.perform({ name: 'size', path: this.#path }, () => this.#file.seen.length);
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    const call = { name: 'read', path: this.#path } as const;
    return this.#storage.perform(call, () => Buffer.from(this.#file.seen.subarray(offset, offset + length)));
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#storage.perform(
      { name: 'write', path: this.#path },
      () => {
        this.#file.write(offset, bytes);
        this.#storage.counters.writes += 1;
        this.#storage.counters.bytesWritten += bytes.length;
      },
      (random) => {
        this.#file.write(offset, bytes.subarray(0, random.below(bytes.length + 1)));
      },
    );
  }

  truncate(size: number): Promise<void> {
    return this.#storage.perform({ name: 'truncate', path: this.#path }, () => {
      this.#file.truncate(size);
    });
  }

  sync(): Promise<void> {
    return this.#storage.perform(
      { name: 'sync', path: this.#path },
      () => {
        if (!this.#storage.lies) this.#file.sync();
        this.#storage.counters.syncs += 1;
      },
      (random, kind) => {
        // A kill leaves the cache to the system; a failed sync leaves pages that no later sync writes.
        if (kind !== 'kill') this.#file.failSync(random);
        else if (random.chance(0.5)) this.#file.sync();
      },
    );
  }

  close(): Promise<void> {
    return this.#storage.perform({ name: 'close', path: this.#path }, () => undefined);
  }
}
