import { randomBytes } from 'node:crypto';
import type { SignedAct } from '@onceledger/chaincode/domain';
import type { Ledger } from '@onceledger/gateway';
import { newDeclaration, newPrivateDeclaration, TAX, type ReadyAct } from '../declarations.js';
import { inFlight, newBenchLedger } from '../world.js';
import { stockClient, tunedClient } from './baseline-clients.js';
import type { BenchNetwork } from './network.js';

const IN_FLIGHT = 200;
const BATCH = 50;
/** Batches in flight: enough that none waits for a block while nothing is done. */
const BATCHES = 20;
/** Bytes, for keys and values of the baseline. */
const VALUE = 100;

export type VariantName = 'stock' | 'tuned' | 'tuned private' | 'public' | 'private' | 'batches' | 'embedded';

/** One way to bring records onto a ledger. */
export interface Variant {
  readonly name: VariantName;
  /** Records of one run. */
  readonly count: number;
  /** Makes what is signed beforehand, and gives the run that is timed: seconds until each record was VALID. */
  readonly prepare: (count: number) => Promise<() => Promise<number>>;
}

export interface Variants {
  readonly all: readonly Variant[];
  close(): Promise<void>;
}

/** In the order in which they run. */
export async function newVariants({ consortium, network, runtime }: BenchNetwork): Promise<Variants> {
  const stock = await stockClient(network);
  const tuned = await tunedClient(network);
  const embedded = await newBenchLedger(consortium);
  const { ledger } = runtime.gatewayOf(TAX);
  let index = 0;
  const acts = (count: number): SignedAct[] =>
    Array.from({ length: count }, () => newDeclaration(runtime, (index += 1)));
  const sealed = (count: number): Promise<ReadyAct[]> =>
    Promise.all(Array.from({ length: count }, () => newPrivateDeclaration(runtime, (index += 1))));
  const value = 'x'.repeat(VALUE);
  return {
    all: [
      each('stock', 1000, newKeys, (key) => stock.put(key, value)),
      each('tuned', 1000, newKeys, (key) => tuned.put(key, value)),
      each('public', 1000, acts, (act) => ledger.submit(act)),
      each('private', 500, sealed, ({ act, options }) => ledger.submit(act, options)),
      each('tuned private', 500, newKeys, (key) => tuned.putPrivate(key, value)),
      { count: 4000, name: 'batches', prepare: (count) => Promise.resolve(batches(ledger, acts(count))) },
      each('embedded', 2000, embedded.prepare, (act) => embedded.ledger.submit(act)),
    ],
    close: async () => {
      stock.close();
      tuned.close();
      await embedded.close();
    },
  };
}

function each<T>(
  name: VariantName,
  count: number,
  make: (count: number) => readonly T[] | Promise<readonly T[]>,
  task: (item: T) => Promise<unknown>,
): Variant {
  return {
    count,
    name,
    prepare: async (wanted) => {
      const items = await make(wanted);
      return () => inFlight(IN_FLIGHT, items, task);
    },
  };
}

function batches(ledger: Ledger, acts: readonly SignedAct[]): () => Promise<number> {
  const groups = Array.from({ length: Math.ceil(acts.length / BATCH) }, (_, at) =>
    acts.slice(at * BATCH, (at + 1) * BATCH),
  );
  return () => inFlight(BATCHES, groups, (group) => ledger.submitMany('declaration.declare', group));
}

function newKeys(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(18).toString('hex'));
}
