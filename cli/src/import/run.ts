import { fail, parseEntryId, type JsonValue, type OnceError } from '@onceledger/chaincode/domain';
import type { Acting, Gateway, ImportResult, ImportRow } from '@onceledger/gateway';
import type { Context } from '../context.js';
import type { NewFile } from '../output/files.js';
import { csvRows } from './csv.js';
import type { ImportMap } from './map.js';
import { registerRows, type RegisterRow } from './register.js';

export interface ImportJob {
  readonly type: string;
  readonly csv: string;
  readonly map: ImportMap;
  /** Where the report goes; opened before anything is declared. */
  readonly report: NewFile | undefined;
}
interface Rejected {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
}
interface Tally {
  declared: number;
  present: number;
  readonly rejected: Rejected[];
}

/** Declares every good row and reports every bad one; running it again declares nothing twice. Answers the error to end with. */
export async function runImport(
  context: Context,
  gateway: Gateway,
  acting: Acting,
  job: ImportJob,
): Promise<OnceError | undefined> {
  const type = parseEntryId(job.type);
  if (type !== job.map.type)
    throw fail('CONFIGURATION_INVALID', `the map is for ${job.map.type}, not ${type}`);
  const tally: Tally = { declared: 0, present: 0, rejected: [] };
  const rows = goodRows(registerRows(csvRows(context.io, job.csv), job.map), tally);
  const progress = context.output.progress(context.text('progress.importing'));
  for await (const result of gateway.services.importer.run({ type, rows }, acting)) {
    count(tally, result);
    progress.update(tally.declared + tally.present, tally.declared + tally.present + tally.rejected.length);
  }
  progress.stop();
  return finish(context, job, tally);
}

/** Passes good rows on and keeps the bad ones for the report. */
async function* goodRows(rows: AsyncIterable<RegisterRow>, tally: Tally): AsyncGenerator<ImportRow> {
  for await (const row of rows) {
    if ('error' in row) tally.rejected.push(rejection(row.line, row.error));
    else yield row;
  }
}

function rejection(line: number, { code, detail }: OnceError): Rejected {
  return { line, code, detail };
}

function count(tally: Tally, result: ImportResult): void {
  if (result.result === 'declared') tally.declared += 1;
  else if (result.result === 'rejected') tally.rejected.push(pickRejection(result));
  else tally.present += 1;
}

function pickRejection({ line, code, detail }: Rejected): Rejected {
  return { line, code, detail };
}

async function finish(context: Context, job: ImportJob, tally: Tally): Promise<OnceError | undefined> {
  const rejected = tally.rejected.toSorted((a, b) => a.line - b.line);
  const total = rejected.length + tally.declared + tally.present;
  const summary = { declared: tally.declared, present: tally.present, rejected: rejected.length };
  const report: JsonValue = {
    format: 'once-import/1',
    type: job.type,
    ...summary,
    rows: rejected.map((row) => ({ ...row })),
  };
  await job.report?.write(report);
  context.output.result(report, () =>
    [
      ...(job.report === undefined ? rejected.map((row) => context.text('import.row', { ...row })) : []),
      context.text('import.done', summary),
      ...(tally.present > 0 ? [context.text('import.present', summary)] : []),
    ].join('\n'),
  );
  return rejected.length === 0 ? undefined : fail('ROWS_REJECTED', `${rejected.length} of ${total} rows`);
}
