import {
  canonicalize,
  declarationId,
  OnceError,
  parseAct,
  parseJson,
  type CatalogueRecord,
  type JsonValue,
  type Outcome,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import type { Context } from './context.js';
import { newDraft, originOf, signed, typeOf, type ReadyAct } from './declare.js';
import type { Acting, BatchResult, DeclareInput } from './types.js';

/**
 * Declarations of one type, many a transaction. Each input stands by itself: one that is refused leaves the others. Which
 * one a batch was refused for is found by halving.
 */
export async function declareMany(
  context: Context,
  inputs: readonly DeclareInput[],
  acting: Acting,
): Promise<readonly BatchResult[]> {
  const types = new Map<string, Promise<CatalogueRecord>>();
  const ready = await Promise.all(
    inputs.map(async (input, index) => {
      const type = types.get(input.type) ?? typeOf(context, input.type);
      types.set(input.type, type);
      return attempt(async () => readyFor(context, input, await type, keyed(acting, index)));
    }),
  );
  const results: BatchResult[] = ready.map((one) =>
    one instanceof OnceError ? { error: one } : { error: new Error('not submitted') },
  );
  const sound = ready.flatMap((one, index) => (one instanceof OnceError ? [] : [{ index, ...one }]));
  await submitEach(context, sound, (index, result) => {
    results[index] = result;
  });
  return results;
}

/** One key of the caller's makes one key an input: repeating the whole call repeats each. */
function keyed(acting: Acting, index: number): Acting {
  const { idempotencyKey } = acting;
  return idempotencyKey === undefined
    ? acting
    : { ...acting, idempotencyKey: `${idempotencyKey.slice(0, 56)}-${index}` };
}

async function readyFor(
  context: Context,
  input: DeclareInput,
  type: CatalogueRecord,
  acting: Acting,
): Promise<ReadyAct> {
  const id = declarationId(type.entry.id, input.declarant, input.discriminator);
  const current = await context.readModel.declaration(id);
  const made = newDraft(
    context,
    input,
    { current: current?.record.version, id, type },
    originOf(input, acting),
  );
  return signed(context, 'declaration.declare', { acting, made, previous: current?.digest, type });
}

type Numbered = ReadyAct & { readonly index: number };
type Report = (index: number, result: BatchResult) => void;

async function submitEach(context: Context, batch: readonly Numbered[], report: Report): Promise<void> {
  if (batch.length === 0) return;
  try {
    const committed = await submitBatch(context, batch);
    for (const [position, { index }] of batch.entries()) {
      const one = committed[position];
      if (one !== undefined) report(index, { committed: one });
    }
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) {
      report(first.index, { error });
      return;
    }
    if (!isAboutOne(error)) {
      for (const { index } of batch) report(index, { error });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await submitEach(context, batch.slice(0, middle), report);
    await submitEach(context, batch.slice(middle), report);
  }
}

/** Where nothing was judged, halving would only ask again; where the outcome is unknown, it must not. */
function isAboutOne({ kind }: OnceError): boolean {
  return !['unavailable', 'unknown-outcome', 'limited', 'storage', 'internal'].includes(kind);
}

function submitBatch(context: Context, batch: readonly Numbered[]): Promise<Committed<Outcome>[]> {
  const acts = batch.map(({ act }) => act);
  const parties = [...new Set(batch.flatMap(({ options }) => options.parties ?? []))];
  return context.ledger.submitMany('declaration.declare', acts, { parties, transient: byTarget(batch) });
}

/** In a batch each private value is an object by the target of its act. */
function byTarget(batch: readonly Numbered[]): Readonly<Record<string, string>> {
  const values = new Map<string, Record<string, JsonValue>>();
  for (const { act, options } of batch)
    for (const [name, text] of Object.entries(options.transient ?? {})) {
      const entries = values.get(name) ?? {};
      entries[targetOf(act)] = parseJson(text);
      values.set(name, entries);
    }
  return Object.fromEntries([...values].map(([name, entries]) => [name, canonicalize(entries)]));
}

function targetOf({ jws }: SignedAct): string {
  return parseAct(jws).payload.target;
}

async function attempt<T>(work: () => Promise<T>): Promise<T | OnceError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}
