import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { systemCode } from '../level-errors.js';
import { storageError } from './storage-errors.js';
import type { Storage, StorageCounters, StorageFile } from './storage.js';

/**
 * The product's storage: node:fs with `fdatasync`. Paths may be absolute or relative to the home; errors name them
 * relative to it.
 */
export class NodeStorage implements Storage {
  readonly counters: StorageCounters = { writes: 0, syncs: 0, bytesWritten: 0 };
  readonly #home: string;

  /** `home`: the folder that holds `ledger/`. */
  constructor(home: string) {
    this.#home = resolve(home);
  }

  open(path: string, options: { readonly create: boolean }): Promise<StorageFile> {
    return this.#call('open', path, async (full) => {
      const flags = constants.O_RDWR | (options.create ? constants.O_CREAT : 0);
      const handle = await open(full, flags, 0o600);
      return new NodeStorageFile(handle, this.#name(path), this.counters);
    });
  }

  list(directory: string): Promise<string[]> {
    return this.#call('list', directory, async (full) => {
      const names = await readdir(full).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      });
      return names.sort();
    });
  }

  makeDirectory(path: string): Promise<void> {
    return this.#call('mkdir', path, async (full) => {
      await mkdir(full, { recursive: true, mode: 0o700 });
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call('rename', from, (full) => rename(full, this.#full(to)));
  }

  remove(path: string): Promise<void> {
    return this.#call('remove', path, (full) => unlink(full));
  }

  /** Windows cannot open a directory: its file system journals names itself. */
  syncDirectory(path: string): Promise<void> {
    return this.#call('sync', path, async (full) => {
      if (process.platform === 'win32') return;
      const handle = await open(full, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      this.counters.syncs += 1;
    });
  }

  #full(path: string): string {
    return resolve(this.#home, path);
  }

  #name(path: string): string {
    const name = relative(this.#home, this.#full(path));
    return name === '' ? '.' : name;
  }

  async #call<T>(call: string, path: string, run: (full: string) => Promise<T>): Promise<T> {
    try {
      return await run(this.#full(path));
    } catch (error) {
      throw storageError(error, call, this.#name(path));
    }
  }
}

class NodeStorageFile implements StorageFile {
  readonly #handle: FileHandle;
  readonly #name: string;
  readonly #counters: StorageCounters;

  constructor(handle: FileHandle, name: string, counters: StorageCounters) {
    this.#handle = handle;
    this.#name = name;
    this.#counters = counters;
  }

  size(): Promise<number> {
    return this.#call('stat', async () => (await this.#handle.stat()).size);
  }

  /** Shorter than `length` only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array> {
    return this.#call('read', async () => {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await this.#handle.read(buffer, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    });
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#call('write', async () => {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
      this.#counters.writes += 1;
      this.#counters.bytesWritten += bytes.length;
    });
  }

  truncate(size: number): Promise<void> {
    return this.#call('truncate', () => this.#handle.truncate(size));
  }

  sync(): Promise<void> {
    return this.#call('sync', async () => {
      await this.#handle.datasync();
      this.#counters.syncs += 1;
    });
  }

  close(): Promise<void> {
    return this.#call('close', () => this.#handle.close());
  }

  async #call<T>(call: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw storageError(error, call, this.#name);
    }
  }
}
