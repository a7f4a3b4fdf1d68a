import {
  canonicalize,
  OnceError,
  parseAct,
  parseJson,
  type BATCHES,
  type JsonValue,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Ledger } from '../ledger/ledger.js';
import type { ReadyAct } from './declare.js';
import type { BatchResult } from './types.js';

/**
 * Acts of one kind on different records, many a transaction. Each stands by itself: one that is refused leaves the others.
 * Which one a batch was refused for is found by halving. Answers in the order of the acts.
 */
export async function submitEach(
  ledger: Ledger,
  kind: keyof typeof BATCHES,
  batch: readonly ReadyAct[],
): Promise<readonly BatchResult[]> {
  if (batch.length === 0) return [];
  try {
    const committed = await submitBatch(ledger, kind, batch);
    return committed.map((one) => ({ committed: one }));
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    if (batch.length === 1 || !isAboutOne(error)) return batch.map(() => ({ error }));
    const middle = Math.ceil(batch.length / 2);
    return [
      ...(await submitEach(ledger, kind, batch.slice(0, middle))),
      ...(await submitEach(ledger, kind, batch.slice(middle))),
    ];
  }
}

/** Where nothing was judged, halving would only ask again; where the outcome is unknown, it must not. */
function isAboutOne({ kind }: OnceError): boolean {
  return !['unavailable', 'unknown-outcome', 'limited', 'storage', 'internal'].includes(kind);
}

function submitBatch(
  ledger: Ledger,
  kind: keyof typeof BATCHES,
  batch: readonly ReadyAct[],
): ReturnType<Ledger['submitMany']> {
  const acts = batch.map(({ act }) => act);
  const parties = [...new Set(batch.flatMap(({ options }) => options.parties ?? []))];
  const membersMayStandIn = batch.every(({ options }) => options.membersMayStandIn === true);
  return ledger.submitMany(kind, acts, { membersMayStandIn, parties, transient: byTarget(batch) });
}

/** In a batch each private value is an object by the target of its act. */
function byTarget(batch: readonly ReadyAct[]): Readonly<Record<string, string>> {
  const values = new Map<string, Record<string, JsonValue>>();
  for (const { act, options } of batch)
    for (const [name, text] of Object.entries(options.transient ?? {})) {
      const entries = values.get(name) ?? {};
      entries[targetOf(act)] = parseJson(text);
      values.set(name, entries);
    }
  return Object.fromEntries([...values].map(([name, entries]) => [name, canonicalize(entries)]));
}

export function targetOf({ jws }: SignedAct): string {
  return parseAct(jws).payload.target;
}
