import {
  OnceError,
  parseDeclarantId,
  declarationId,
  parseEntryId,
  type DeclarationId,
  type EntryId,
} from '@onceledger/chaincode/domain';
import type { Context } from './context.js';
import { declareMany } from './declare-many.js';
import type { Acting, BatchResult, DeclareInput, ImportResult, ImportRow } from './types.js';

/** Rows a round: some transactions of them are under way at once. */
const ROUND = 400;

type Read = { readonly row: ImportRow; readonly input: DeclareInput; readonly id: DeclarationId };

/**
 * An agency's register becomes declarations of origin agency, many a transaction. What is there already stays: running an
 * import again, also after a crash, declares nothing twice.
 */
export async function* importRows(
  context: Context,
  { rows, type }: { readonly type: EntryId; readonly rows: AsyncIterable<ImportRow> },
  acting: Acting,
): AsyncIterable<ImportResult> {
  let round: ImportRow[] = [];
  for await (const row of rows) {
    round.push(row);
    if (round.length < ROUND) continue;
    yield* importRound(context, type, round, acting);
    round = [];
  }
  yield* importRound(context, type, round, acting);
}

async function* importRound(
  context: Context,
  type: EntryId,
  rows: readonly ImportRow[],
  acting: Acting,
): AsyncIterable<ImportResult> {
  const results = new Map<number, ImportResult>();
  const wanted: Read[] = [];
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const read = readRow(type, row);
    if (read instanceof OnceError) results.set(index, rejected(row, read));
    else if (seen.has(read.id) || (await context.readModel.declaration(read.id)) !== undefined)
      results.set(index, { declaration: read.id, line: row.line, result: 'exists' });
    else {
      seen.add(read.id);
      wanted.push(read);
    }
  }
  const declared = await declareMany(
    context,
    wanted.map(({ input }) => input),
    acting,
  );
  const byLine = new Map(wanted.map((read, index) => [read.row, resultOf(read, declared[index])]));
  for (const [index, row] of rows.entries()) {
    const result = results.get(index) ?? byLine.get(row);
    if (result !== undefined) yield result;
  }
}

function readRow(type: EntryId, row: ImportRow): Read | OnceError {
  try {
    const declarant = parseDeclarantId(row.declarant, '/declarant');
    const { claims, discriminator } = row;
    const input: DeclareInput = {
      claims,
      declarant,
      origin: 'agency',
      type,
      ...(discriminator === undefined ? {} : { discriminator }),
    };
    return { id: declarationId(parseEntryId(type), declarant, discriminator), input, row };
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}

function resultOf({ id, row }: Read, result: BatchResult | undefined): ImportResult {
  if (result !== undefined && 'committed' in result) {
    const { repeated } = result.committed.result;
    return { declaration: id, line: row.line, result: repeated === true ? 'repeated' : 'declared' };
  }
  const error = result?.error;
  if (!(error instanceof OnceError)) throw error ?? new Error('a row got no result');
  if (error.code === 'ALREADY_DECLARED') return { declaration: id, line: row.line, result: 'exists' };
  // The whole import stops where the ledger does: no row was judged.
  if (
    ['unavailable', 'unknown-outcome', 'limited', 'storage', 'internal', 'configuration'].includes(error.kind)
  )
    throw error;
  return rejected(row, error);
}

function rejected({ line }: ImportRow, { code, detail }: OnceError): ImportResult {
  return { code, detail, line, result: 'rejected' };
}
