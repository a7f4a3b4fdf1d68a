import { fail, type OnceError } from '@onceledger/chaincode/domain';
import { CsvError, type Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Io } from '../context.js';
import { DOCUMENT_LIMIT } from '../input/files.js';
import { byteLines, sourceOf } from '../input/lines.js';

/** One row; `line` is the line of the file on which it begins, counted from 1. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly error: OnceError };

/**
 * Streams a CSV file (RFC 4180, UTF-8). Rows are cut where quotes are balanced and each is parsed by itself: csv-parse
 * cannot go on after an unclosed quote or an over-long row, and one bad row must cost that row only.
 */
export async function* csvRows(io: Io, file: string): AsyncGenerator<CsvRow> {
  const pending: Line[] = [];
  let number = 0;
  for await (const bytes of byteLines(await sourceOf(io, file))) {
    number += 1;
    yield* take(pending, { number, bytes });
  }
  while (pending.length > 0) yield* giveUp(pending);
}

/** A physical line; no bytes: it was over the limit. */
interface Line {
  readonly number: number;
  readonly bytes: Uint8Array | undefined;
}

function* take(pending: Line[], line: Line): Generator<CsvRow> {
  if (line.bytes === undefined) {
    while (pending.length > 0) yield* giveUp(pending);
    yield {
      line: line.number,
      error: fail('INPUT_TOO_LARGE', `a row has more than ${DOCUMENT_LIMIT} bytes`),
    };
    return;
  }
  pending.push(line);
  if (balanced(pending)) yield* complete(pending);
  else if (sizeOf(pending) > DOCUMENT_LIMIT) yield* giveUp(pending);
}

/** Quotes are balanced: one row, or damage in its first line, after which the others stand for themselves. */
function* complete(pending: Line[]): Generator<CsvRow> {
  const row = parsed(pending);
  if ('cells' in row || pending.length === 1) {
    pending.length = 0;
    if (!('cells' in row) || !isBlank(row.cells)) yield row;
  } else {
    yield* giveUp(pending);
  }
}

/** Rejects the first line and begins anew with the next. */
function* giveUp(pending: Line[]): Generator<CsvRow> {
  const [first, ...rest] = pending.splice(0);
  if (first === undefined) return;
  yield { line: first.number, error: fail('INPUT_INVALID', 'not CSV: a quote is not closed') };
  for (const line of rest) yield* take(pending, line);
}

const OPTIONS = { relax_column_count: true } as const satisfies Options;

function parsed(lines: readonly Line[]): CsvRow {
  const line = lines[0]?.number ?? 0;
  try {
    const rows: readonly (readonly string[])[] = parse(textOf(lines, line === 1), OPTIONS);
    return { line, cells: rows[0] ?? [] };
  } catch (error) {
    const code = error instanceof CsvError ? error.code : 'unknown';
    return { line, error: fail('INPUT_INVALID', `not CSV (${code})`) };
  }
}

function textOf(lines: readonly Line[], first: boolean): string {
  const text = lines.map(({ bytes }) => Buffer.from(bytes ?? []).toString('utf8')).join('\n');
  return first ? text.replace(/^\ufeff/, '') : text;
}

function balanced(lines: readonly Line[]): boolean {
  let quotes = 0;
  for (const { bytes } of lines) for (const byte of bytes ?? []) if (byte === 0x22) quotes += 1;
  return quotes % 2 === 0;
}

function sizeOf(lines: readonly Line[]): number {
  return lines.reduce((size, { bytes }) => size + (bytes?.length ?? 0), 0);
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}
