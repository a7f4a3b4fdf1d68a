import {
  fail,
  type OnceError,
  type DeclarantId,
  type EntryId,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import type { BatchResult, DeclareInput } from '@onceledger/gateway';
import type { Given } from '../command.js';
import type { Context } from '../context.js';
import { assertObject } from '../input/claims.js';
import { jsonLines, type JsonLine } from '../input/lines.js';
import { toOnceError } from '../output/errors.js';
import { actingAs, declarantOf, isAgency, withRuntime } from '../session.js';
import { typeOf } from './declare.js';

/** Lines declared together: enough to fill transactions, few enough to hold. */
const GROUP = 200;

interface LineResult {
  readonly line: number;
  readonly result: JsonObject;
  readonly failed?: { readonly code: string; readonly detail: string };
}

/**
 * `--many FILE.jsonl`: each line is claims by path, or `{"declarant": …, "claims": …, "discriminator": …}`. A bad line
 * is reported with its number and code and does not stop the others; ROWS_REJECTED at the end.
 */
export async function declareMany(context: Context, given: Given, file: string): Promise<undefined> {
  const rejected = await withRuntime(context, async (runtime) => {
    const as = given.text('as');
    const { acting, gateway } = actingAs(runtime, { as, mandate: given.find('mandate') });
    const fallback = isAgency(runtime, as) ? undefined : declarantOf(given.find('declarant') ?? as);
    const progress = context.output.progress(context.text('progress.declaring'));
    const results: LineResult[] = [];
    for await (const group of groups(jsonLines(context.io, file))) {
      const read = group.map((line) => readLine(line, typeOf(given), fallback));
      const inputs = read.flatMap((one) => ('input' in one ? [one.input] : []));
      const answers = [...(await gateway.services.declarations.declareMany(inputs, acting))];
      results.push(...read.map((one) => ('input' in one ? answered(one.line, answers.shift()) : one.failed)));
      progress.update(results.length, results.length);
    }
    progress.stop();
    return print(context, results);
  });
  if (rejected !== undefined) throw rejected;
  return undefined;
}

async function* groups(lines: AsyncIterable<JsonLine>): AsyncGenerator<readonly JsonLine[]> {
  let group: JsonLine[] = [];
  for await (const line of lines) {
    group.push(line);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

type ReadLine =
  | { readonly line: number; readonly input: DeclareInput }
  | { readonly line: number; readonly failed: LineResult };

function readLine(line: JsonLine, type: EntryId, fallback: DeclarantId | undefined): ReadLine {
  try {
    if ('error' in line) throw line.error;
    return { line: line.line, input: inputOf(assertObject(line.value), type, fallback) };
  } catch (error) {
    return { line: line.line, failed: failedLine(line.line, error) };
  }
}

function inputOf(value: JsonObject, type: EntryId, fallback: DeclarantId | undefined): DeclareInput {
  const nested = Object.hasOwn(value, 'claims');
  const named = nested ? value['declarant'] : undefined;
  const declarant = typeof named === 'string' ? declarantOf(named) : fallback;
  if (declarant === undefined)
    throw fail('INPUT_INVALID', { faults: [{ path: '/declarant', problem: 'must be a text' }] });
  const discriminator = nested ? value['discriminator'] : undefined;
  return {
    type,
    declarant,
    claims: nested ? assertObject(value['claims'], '/claims') : value,
    ...(typeof discriminator === 'string' ? { discriminator } : {}),
  };
}

function answered(line: number, answer: BatchResult | undefined): LineResult {
  if (answer === undefined) return failedLine(line, fail('INTERNAL', 'no answer for this line'));
  if ('error' in answer) return failedLine(line, answer.error);
  return { line, result: { ...answer.committed.result } };
}

function failedLine(line: number, thrown: unknown): LineResult {
  const { code, detail } = toOnceError(thrown);
  return { line, failed: { code, detail }, result: { code, detail } };
}

function print(context: Context, results: readonly LineResult[]): OnceError | undefined {
  const rejected = results.filter(({ failed }) => failed !== undefined);
  const summary = { declared: results.length - rejected.length, rejected: rejected.length };
  context.output.result({ ...summary, lines: results.map(({ line, result }) => ({ line, ...result })) }, () =>
    [
      ...rejected.map(({ line, failed }) => context.text('import.row', { line, ...failed })),
      context.text('declare.many', summary),
    ].join('\n'),
  );
  return rejected.length === 0
    ? undefined
    : fail('ROWS_REJECTED', `${rejected.length} of ${results.length} lines`);
}
