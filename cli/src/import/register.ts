import {
  fail,
  parseUscc,
  type Fault,
  type JsonObject,
  type JsonValue,
  type OnceError,
} from '@onceledger/chaincode/domain';
import type { ImportRow } from '@onceledger/gateway';
import { toOnceError } from '../output/errors.js';
import type { CsvRow } from './csv.js';
import type { ImportMap } from './map.js';
import { transform } from './transforms.js';

/** A row of the register as claims, or why it is none; `line` is where the row begins. */
export type RegisterRow = ImportRow | { readonly line: number; readonly error: OnceError };

/**
 * Turns rows into declarations, one by one: a bad row is answered with its code and never stops the others. The header
 * row must name every column of the map, and no column that the map does not know. CONFIGURATION_INVALID.
 */
export async function* registerRows(
  rows: AsyncIterable<CsvRow>,
  map: ImportMap,
): AsyncGenerator<RegisterRow> {
  let header: readonly string[] | undefined;
  const seen = new Map<string, number>();
  for await (const row of rows) {
    if (header === undefined) header = headerOf(row, map);
    else yield readRow(row, header, map, seen);
  }
  if (header === undefined) throw fail('INPUT_INVALID', 'the file has no header row');
}

function headerOf(row: CsvRow, map: ImportMap): readonly string[] {
  if ('error' in row) throw row.error;
  const faults: Fault[] = [
    ...[...map.columns.keys(), map.declarant]
      .filter((column) => !row.cells.includes(column))
      .map((column) => ({ path: `/columns/${column}`, problem: 'is not a column of the file' })),
    ...row.cells
      .filter(
        (column) => !map.columns.has(column) && !map.ignored.includes(column) && column !== map.declarant,
      )
      .map((column) => ({ path: '/ignored', problem: `does not list the column ${column}` })),
    ...row.cells
      .filter((column, index) => row.cells.indexOf(column) !== index)
      .map((column) => ({ path: `/columns/${column}`, problem: 'stands twice in the file' })),
  ];
  if (faults.length > 0) throw fail('CONFIGURATION_INVALID', { detail: 'map and header row differ', faults });
  return row.cells;
}

function readRow(
  row: CsvRow,
  header: readonly string[],
  map: ImportMap,
  seen: Map<string, number>,
): RegisterRow {
  if ('error' in row) return row;
  try {
    assertUndamaged(row.cells, header);
    const cell = (column: string): string => (row.cells[header.indexOf(column)] ?? '').trim();
    const declarant = parseUscc(cell(map.declarant), `/${map.declarant}`);
    assertFirst(declarant, row.line, seen);
    return { line: row.line, declarant, claims: claimsOf(cell, map) };
  } catch (error) {
    return { line: row.line, error: toOnceError(error) };
  }
}

/** U+FFFD or a control character: the text was damaged before it came here. */
const DAMAGED = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd\ufffe\uffff]/;

function assertUndamaged(cells: readonly string[], header: readonly string[]): void {
  if (cells.length !== header.length)
    throw fail('INPUT_INVALID', `${cells.length} columns where the header row has ${header.length}`);
  const at = cells.findIndex((cell) => DAMAGED.test(cell));
  if (at >= 0)
    throw fail('INPUT_INVALID', {
      faults: [{ path: `/${header[at] ?? ''}`, problem: 'has characters in a wrong encoding' }],
    });
}

function assertFirst(declarant: string, line: number, seen: Map<string, number>): void {
  const first = seen.get(declarant);
  if (first !== undefined) throw fail('ALREADY_DECLARED', `line ${first} has the same declarant`);
  seen.set(declarant, line);
}

function claimsOf(cell: (column: string) => string, map: ImportMap): JsonObject {
  const claims: Record<string, JsonValue> = {};
  const faults: Fault[] = [];
  for (const [column, { claim, as }] of map.columns) {
    const text = cell(column);
    if (text === '' || map.absent.includes(text)) continue;
    const value = transform(as, text);
    if (value === undefined) faults.push({ path: `/${column}`, problem: `is not of the form "${as}"` });
    else claims[claim] = value;
  }
  if (faults.length > 0) throw fail('SCHEMA_VIOLATION', { faults });
  return claims;
}
