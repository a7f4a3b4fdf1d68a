import type { Ordering } from '@onceledger/network/fabric';
import type { Measured } from '../report.js';
import { cpuEach, cpuTimes } from './cpu.js';
import { latencies } from './latency.js';
import { newBenchNetwork, type BenchNetwork } from './network.js';
import { newVariants } from './variants.js';
import { median } from '../costs.js';

const ORDERINGS: readonly Ordering[] = ['raft:1', 'raft:3', 'bft:4'];
const WARM_UP = 400;
const DECLARATIONS = 1000;
const REPEATS = 3;

/** What each kind of ordering costs, all processes on this machine; each on a network of its own, in turn. */
export async function benchOrderings(): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const ordering of ORDERINGS) {
    const bench = await newBenchNetwork(ordering);
    try {
      measured.push(...(await measure(bench, ordering)));
    } finally {
      await bench.close();
    }
  }
  return measured;
}

async function measure(bench: BenchNetwork, ordering: Ordering): Promise<readonly Measured[]> {
  const idle = await latencies(bench);
  const variants = await newVariants(bench);
  const rates: number[] = [];
  const cpu: number[] = [];
  try {
    const { prepare } = variants.all.find(({ name }) => name === 'public')!;
    await (
      await prepare(WARM_UP)
    )();
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const run = await prepare(DECLARATIONS);
      const before = await cpuTimes(bench.processes);
      rates.push(DECLARATIONS / (await run()));
      const used = cpuEach(before, await cpuTimes(bench.processes), DECLARATIONS);
      cpu.push([...used].reduce((sum, [name, time]) => sum + (name.startsWith('orderer') ? time : 0), 0));
    }
  } finally {
    await variants.close();
  }
  return [
    { name: `${ordering}: public declarations`, runs: rates, unit: '1/s', value: median(rates) },
    { name: `${ordering}: CPU of all orderers a declaration`, runs: cpu, unit: 'ms', value: median(cpu) },
    { name: `${ordering}: idle submit to VALID`, unit: 'ms', value: median(idle) },
  ];
}
