import { setTimeout as pause } from 'node:timers/promises';
import { newDeclaration, TAX } from '../declarations.js';
import { median } from '../costs.js';
import type { Measured } from '../report.js';
import type { BenchNetwork } from './network.js';

const SUBMITS = 30;
/** An index beyond those of the other benches: each declares once. */
const FIRST = 5_000_000;
/** Milliseconds between two submits: nothing else is in the block. */
const REST = 100;

/** One declaration at a time on an idle network: it waits for the block timeout, and for little else. */
export async function benchLatency(bench: BenchNetwork): Promise<readonly Measured[]> {
  const { timeout } = bench.runtime.consortium.blocks;
  const runs = await latencies(bench);
  return [
    {
      bound: { atMost: timeout + 60 },
      name: `idle submit to VALID, block timeout ${timeout} ms`,
      runs: [Math.min(...runs), Math.max(...runs)],
      unit: 'ms',
      value: median(runs),
    },
  ];
}

/** Milliseconds of each submit. */
export async function latencies({ runtime }: BenchNetwork): Promise<readonly number[]> {
  const { ledger } = runtime.gatewayOf(TAX);
  const runs: number[] = [];
  for (let index = 0; index < SUBMITS; index += 1) {
    const act = newDeclaration(runtime, FIRST + index);
    const start = process.hrtime.bigint();
    await ledger.submit(act);
    runs.push(Number(process.hrtime.bigint() - start) / 1e6);
    await pause(REST);
  }
  return runs;
}
