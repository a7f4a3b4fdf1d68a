export interface Closeable {
  close(): Promise<void>;
}

/** Closes every one, whatever fails; then throws the first failure. */
export async function closeAll(all: readonly Closeable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of all) await each.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
