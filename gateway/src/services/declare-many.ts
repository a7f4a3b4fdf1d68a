import { declarationId, OnceError, type CatalogueRecord } from '@onceledger/chaincode/domain';
import type { Context } from './context.js';
import { newDraft, originOf, signed, typeOf, type ReadyAct } from './declare.js';
import { submitEach } from './submit-each.js';
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
  const batch = { ...context, records: context.records.remembering() };
  const types = new Map<string, Promise<CatalogueRecord>>();
  const ready = await Promise.all(
    inputs.map(async (input, index) => {
      const type = types.get(input.type) ?? typeOf(batch, input.type);
      types.set(input.type, type);
      return attempt(async () => readyFor(batch, input, await type, keyed(acting, index)));
    }),
  );
  const results: BatchResult[] = ready.map((one) =>
    one instanceof OnceError ? { error: one } : { error: new Error('not submitted') },
  );
  const sound = ready.flatMap((one, index) => (one instanceof OnceError ? [] : [{ index, ...one }]));
  const submitted = await submitEach(context.ledger, 'declaration.declare', sound);
  for (const [position, { index }] of sound.entries()) {
    const result = submitted[position];
    if (result !== undefined) results[index] = result;
  }
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

async function attempt<T>(work: () => Promise<T>): Promise<T | OnceError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
}
