import { initHome, openRuntime, type Runtime } from '@onceledger/cli/runtime';
import type { SignedAct } from '@onceledger/chaincode/domain';
import type { Ledger } from '@onceledger/gateway';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newDeclaration, TAX } from './declarations.js';

/** A fresh ledger with a catalogue; its workers rest, so that only declaring is measured. */
export interface BenchLedger {
  readonly home: string;
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  /** Signed public declarations, each of another enterprise that does not exist. */
  readonly prepare: (count: number) => SignedAct[];
  close(): Promise<void>;
}

/** Of the default consortium, or of another. */
export async function newBenchLedger(consortium?: string): Promise<BenchLedger> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-bench-'));
  const home = path.join(folder, 'home');
  await initHome({ home, ...(consortium === undefined ? {} : { consortium }) });
  const runtime = await openRuntime({ home, workers: false });
  const { ledger } = runtime.gatewayOf(TAX);
  let prepared = 0;
  return {
    home,
    runtime,
    ledger,
    prepare: (count) => Array.from({ length: count }, () => newDeclaration(runtime, (prepared += 1))),
    close: async () => {
      await runtime.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Loads declarations in batches: the way to a large ledger, not what is measured. */
export async function load({ ledger, prepare }: BenchLedger, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1000)
    await ledger.submitMany('declaration.declare', prepare(Math.min(1000, count - done)));
}

/** Runs `task` over all items with so many in flight; seconds. */
export async function inFlight<T>(
  width: number,
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<number> {
  const queue = items.values();
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await task(item);
    }),
  );
  return Number(process.hrtime.bigint() - start) / 1e9;
}
