/** libsql answers blobs as ArrayBuffer or Buffer, whatever the type says. */
export function bytesOf(blob: unknown): Uint8Array {
  if (blob instanceof Uint8Array) return blob;
  return blob instanceof ArrayBuffer ? new Uint8Array(blob) : new Uint8Array(0);
}

export function keyBytes(key: string): Uint8Array {
  return Buffer.from(key, 'utf8');
}

/** SQLite admits 32,766 variables a statement. */
const ROWS = 1_000;

export function chunks<T>(rows: readonly T[]): (readonly T[])[] {
  const result: (readonly T[])[] = [];
  for (let start = 0; start < rows.length; start += ROWS) result.push(rows.slice(start, start + ROWS));
  return result;
}
