import { parseAct, type SignedAct } from '@onceledger/chaincode/domain';
import { openRuntime } from '@onceledger/cli/runtime';
import { median } from './costs.js';
import type { Measured } from './report.js';
import { inFlight, load, newBenchLedger, type BenchLedger } from './world.js';

const SMALL = 1_000;
const LARGE = 100_000;
const SAMPLE = 400;
const REPEATS = 7;

/** Cost at 100,000 declarations ÷ at 1,000, the two ledgers in turn; memory between; start on the large one. */
export async function benchGrowth(): Promise<readonly Measured[]> {
  const small = await newBenchLedger();
  const large = await newBenchLedger();
  try {
    await load(small, SMALL);
    await load(large, 10_000);
    const at10k = heap();
    await load(large, LARGE - 10_000);
    const perRecord = (heap() - at10k) / (LARGE - 10_000);
    const declare = await ratio(small, large, declaring);
    const read = await ratio(small, large, reading);
    return [
      judged('declare, 100,000 ÷ 1,000', declare, { atMost: 1.25 }),
      judged('point read, 100,000 ÷ 1,000', read, { atMost: 1.25 }),
      {
        name: 'heap and external memory a record, 10,000 → 100,000',
        value: perRecord,
        unit: 'B',
        bound: { atMost: 64 },
      },
      ...(await start(large)),
    ];
  } finally {
    await small.close();
    await large.close();
  }
}

function judged(name: string, runs: readonly number[], bound: NonNullable<Measured['bound']>): Measured {
  return { bound, name, runs, unit: '', value: median(runs) };
}

type Task = (bench: BenchLedger, acts: readonly SignedAct[]) => Promise<number>;
const declaring: Task = ({ ledger }, acts) => inFlight(50, acts, (act) => ledger.submit(act));
/** Reads what `declaring` wrote before: `ratio` declares first where the task only reads. */
const reading: Task = async (bench, acts) => {
  await declaring(bench, acts);
  return inFlight(50, acts, ({ jws }) =>
    bench.ledger.query('declarations:show', [parseAct(jws).payload.target]),
  );
};

/** A B B A, so that a drift of the machine's speed falls on both. */
async function ratio(small: BenchLedger, large: BenchLedger, task: Task): Promise<readonly number[]> {
  const run = (bench: BenchLedger): Promise<number> => task(bench, bench.prepare(SAMPLE));
  await run(small);
  await run(large);
  const ratios: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const [a, b, c, d] = [await run(small), await run(large), await run(large), await run(small)];
    ratios.push((b + c) / (a + d));
  }
  return ratios;
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('run node with --expose-gc');
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function start(large: BenchLedger): Promise<readonly Measured[]> {
  await large.runtime.close();
  const begin = process.hrtime.bigint();
  const runtime = await openRuntime({ home: large.home, workers: false });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  await runtime.close();
  return [
    {
      name: 'start on 100,000 declarations, nothing to replay',
      value: seconds,
      unit: 's',
      bound: { atMost: 2.5 },
    },
  ];
}
