import { domainHashes } from './domain-hashes.js';
import { measureCosts, median, type Costs } from './costs.js';
import type { Measured } from './report.js';
import { inFlight, load, newBenchLedger, type BenchLedger } from './world.js';

const IN_FLIGHT = 200;
const DECLARATIONS = 2000;
const REPEATS = 5;

interface Run {
  readonly rate: number;
  readonly limit: number;
  readonly syncs: number;
}

/** 200 public declarations in flight, each acknowledged after its syncs, against what its counted operations cost here. */
export async function benchDeclare(): Promise<readonly Measured[]> {
  const bench = await newBenchLedger();
  try {
    await load(bench, 1000);
    const runs: Run[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) runs.push(await oneRun(bench));
    const ratios = runs.map(({ rate, limit }) => rate / limit);
    return [
      {
        name: 'public declarations, 200 in flight',
        value: median(runs.map(({ rate }) => rate)),
        unit: '1/s',
      },
      {
        name: 'disk syncs a declaration',
        value: median(runs.map(({ syncs }) => syncs)),
        unit: '',
        bound: { atMost: 0.15 },
        runs: runs.map(({ syncs }) => syncs),
      },
      {
        name: 'rate ÷ limit of its signatures, hashes and syncs',
        value: median(ratios),
        unit: '',
        bound: { atLeast: 0.35 },
        runs: ratios,
      },
    ];
  } finally {
    await bench.close();
  }
}

async function oneRun({ ledger, prepare, runtime }: BenchLedger): Promise<Run> {
  const acts = prepare(DECLARATIONS);
  const before = await measureCosts();
  const start = { ...runtime.node!.counters };
  const hashed = { ...domainHashes };
  const seconds = await inFlight(IN_FLIGHT, acts, (act) => ledger.submit(act));
  const end = { ...runtime.node!.counters };
  const after = await measureCosts();
  const inDomain = (name: string): number =>
    name === 'hashes' || name === 'bytes' ? domainHashes[name] - hashed[name] : 0;
  const per = (name: keyof typeof start): number => (end[name] - start[name] + inDomain(name)) / DECLARATIONS;
  const costs = (name: keyof Costs): number => (before[name] + after[name]) / 2;
  // Client: a signature each for proposal and transaction. Endorsers: each verifies the act of the declaration.
  const microseconds =
    (per('signatures') + 2) * costs('sign') +
    (per('verifications') + per('endorsements')) * costs('verify') +
    per('hashes') * costs('hash') +
    per('bytes') * costs('byte') +
    per('syncs') * costs('sync');
  return { limit: 1e6 / microseconds, rate: DECLARATIONS / seconds, syncs: per('syncs') };
}
