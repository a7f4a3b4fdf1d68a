import type { Measured } from '../report.js';
import { benchCaliper, CALIPER } from './caliper.js';
import { benchLatency } from './latency.js';
import { newBenchNetwork, type BenchNetwork } from './network.js';
import { benchOrderings } from './orderings.js';
import { benchStorage } from './storage.js';
import { benchThroughput } from './throughput.js';
import { benchValidity } from './validity.js';

const over =
  (bench: (network: BenchNetwork) => Promise<readonly Measured[]>) =>
  async (): Promise<readonly Measured[]> => {
    const network = await newBenchNetwork();
    try {
      return await bench(network);
    } finally {
      await network.close();
    }
  };

/** Each on networks of its own. */
export const FABRIC_BENCHES: Readonly<Record<string, () => Promise<readonly Measured[]>>> = {
  latency: over(benchLatency),
  validity: over(benchValidity),
  throughput: over(benchThroughput),
  storage: over(benchStorage),
  orderings: benchOrderings,
  ...(CALIPER === undefined ? {} : { caliper: over(benchCaliper) }),
};
