import { fail } from '@onceledger/chaincode/domain';
import type { Storage, StorageCounters, StorageFile } from '@onceledger/network/embedded';

/** A storage whose files fail from a chosen moment on. */
export class FailingStorage implements Storage {
  readonly #inner: Storage;
  #failing: 'write' | 'sync' | undefined;

  constructor(inner: Storage) {
    this.#inner = inner;
  }

  get counters(): StorageCounters {
    return this.#inner.counters;
  }

  fail(call: 'write' | 'sync'): void {
    this.#failing = call;
  }

  async open(path: string, options: { readonly create: boolean }): Promise<StorageFile> {
    const file = await this.#inner.open(path, options);
    const guarded = async (call: 'write' | 'sync', run: () => Promise<void>): Promise<void> => {
      if (this.#failing === call) throw fail('STORAGE_FAILED', `${call} ${path}: EIO`);
      await run();
    };
    return {
      size: () => file.size(),
      read: (offset, length) => file.read(offset, length),
      write: (offset, bytes) => guarded('write', () => file.write(offset, bytes)),
      truncate: (size) => file.truncate(size),
      sync: () => guarded('sync', () => file.sync()),
      close: () => file.close(),
    };
  }

  list(directory: string): Promise<string[]> {
    return this.#inner.list(directory);
  }

  makeDirectory(path: string): Promise<void> {
    return this.#inner.makeDirectory(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#inner.rename(from, to);
  }

  remove(path: string): Promise<void> {
    return this.#inner.remove(path);
  }

  syncDirectory(path: string): Promise<void> {
    return this.#inner.syncDirectory(path);
  }
}
