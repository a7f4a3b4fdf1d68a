import { CompiledQuery, type Insertable } from 'kysely';
import type { Schema } from './schema.js';
import type { Writing } from './write-block.js';

/** Rows a statement. Only two texts a table: each is prepared once, where every other number would be a new one. */
const MANY = 32;

/**
 * Inserts rows that all have the same columns. Kysely would build and compile its tree of nodes anew for every block:
 * that costs more than the insert. `conflict` is the clause that follows the values.
 */
export async function insertRows<Table extends keyof Schema>(
  writing: Writing,
  table: Table,
  rows: readonly Insertable<Schema[Table]>[],
  conflict = '',
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const many = rows.length - (rows.length % MANY);
  for (let start = 0; start < rows.length;) {
    const count = start < many ? MANY : 1;
    const values = rows.slice(start, start + count).flatMap((row) => valuesOf(row, columns));
    const text = textOf(table, columns, count, conflict);
    await writing.executeQuery(CompiledQuery.raw(text, values));
    start += count;
  }
}

function valuesOf(row: object, columns: readonly string[]): unknown[] {
  const values = new Map<string, unknown>(Object.entries(row));
  return columns.map((column) => values.get(column));
}

/** Names are the schema's own: none of them needs quotes. */
function textOf(table: string, columns: readonly string[], count: number, conflict: string): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: count }, () => row).join(', ');
  return `insert into ${table} (${columns.join(', ')}) values ${rows} ${conflict}`;
}
