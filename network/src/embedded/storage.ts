/**
 * Every system call of the durable path goes through this seam. The product's implementation is `node-storage.ts`; tests
 * put one under it that drops, tears and reorders whatever was not synced and injects EIO and ENOSPC at any call.
 * Errors leave it as OnceError: STORAGE_FULL (ENOSPC, EDQUOT) or STORAGE_FAILED, with the path relative to the home.
 */
export interface Storage {
  /** Opens for reading and writing; creates where asked and absent. Creating alone is durable only after `syncDirectory`. */
  open(path: string, options: { readonly create: boolean }): Promise<StorageFile>;
  /** Names in a directory, sorted; empty where it does not exist. */
  list(directory: string): Promise<string[]>;
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  readonly counters: StorageCounters;
}

export interface StorageFile {
  size(): Promise<number>;
  read(offset: number, length: number): Promise<Uint8Array>;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  /** fdatasync: returns only when what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface StorageCounters {
  writes: number;
  syncs: number;
  bytesWritten: number;
}
