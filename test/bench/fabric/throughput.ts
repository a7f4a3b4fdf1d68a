import { median } from '../costs.js';
import type { Measured } from '../report.js';
import { CLIENT, cpuEach, cpuTimes } from './cpu.js';
import type { BenchNetwork } from './network.js';
import { newVariants, type Variant, type VariantName } from './variants.js';

const REPEATS = 5;
/** Records a variant before anything is measured: connections open, and engines have compiled what is called often. */
const WARM_UP = 3000;

interface Round {
  /** Records a second. */
  readonly rate: number;
  /** Milliseconds a record, by process. */
  readonly cpu: ReadonlyMap<string, number>;
}
type Rounds = ReadonlyMap<VariantName, readonly Round[]>;

/** Every variant forwards and backwards in each repeat, so that a drift of the machine's speed falls on all. */
export async function benchThroughput(bench: BenchNetwork): Promise<readonly Measured[]> {
  const variants = await newVariants(bench);
  const { all } = variants;
  try {
    for (const variant of all) await (await variant.prepare(WARM_UP))();
    const rounds = new Map(all.map(({ name }) => [name, [] as Round[]]));
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const forth = await inTurn(bench, all);
      const back = await inTurn(bench, [...all].reverse());
      for (const { name } of all) rounds.get(name)?.push(mean(forth.get(name)!, back.get(name)!));
    }
    return [...rates(rounds), ...ratios(rounds), ...cpuOf(rounds)];
  } finally {
    await variants.close();
  }
}

async function inTurn(
  { processes }: BenchNetwork,
  variants: readonly Variant[],
): Promise<ReadonlyMap<VariantName, Round>> {
  const measured = new Map<VariantName, Round>();
  for (const { count, name, prepare } of variants) {
    const run = await prepare(count);
    const before = await cpuTimes(processes);
    const seconds = await run();
    const cpu = cpuEach(before, await cpuTimes(processes), count);
    measured.set(name, { cpu, rate: count / seconds });
  }
  return measured;
}

/** Of two runs with as many records each. */
function mean(one: Round, other: Round): Round {
  const cpu = [...one.cpu].map(([name, time]) => [name, (time + (other.cpu.get(name) ?? 0)) / 2] as const);
  return { cpu: new Map(cpu), rate: 2 / (1 / one.rate + 1 / other.rate) };
}

const NAMES: Readonly<Record<VariantName, string>> = {
  stock: 'minimal contract, stock client',
  tuned: "minimal contract, the product's signer and block stream",
  'tuned private': 'minimal contract, the same, private',
  public: 'public declarations',
  private: 'private declarations',
  batches: 'public declarations, 50 a transaction',
  embedded: 'public declarations, embedded ledger',
};

function rates(rounds: Rounds): Measured[] {
  return [...rounds].map(([name, of]) => {
    const runs = of.map(({ rate }) => rate);
    return { name: NAMES[name], runs, unit: '1/s', value: median(runs) };
  });
}

function ratios(rounds: Rounds): Measured[] {
  const ratesOf = (name: VariantName): readonly number[] => (rounds.get(name) ?? []).map(({ rate }) => rate);
  const ratio = (over: VariantName, under: VariantName): number[] =>
    ratesOf(over).map((rate, repeat) => rate / (ratesOf(under)[repeat] ?? Number.NaN));
  const minimal = ratio('tuned private', 'tuned');
  const judged = (name: string, runs: readonly number[], atLeast?: number): Measured => ({
    name,
    runs,
    unit: '',
    value: median(runs),
    ...(atLeast === undefined ? {} : { bound: { atLeast } }),
  });
  return [
    judged('public ÷ minimal contract, stock client', ratio('public', 'stock'), 1.2),
    judged("public ÷ minimal contract, the product's signer and stream", ratio('public', 'tuned')),
    judged('minimal contract, private ÷ public', minimal),
    judged(
      'private ÷ public ÷ the same of the minimal contract',
      ratio('private', 'public').map((one, repeat) => one / (minimal[repeat] ?? Number.NaN)),
      0.9,
    ),
    judged('50 a transaction ÷ one', ratio('batches', 'public'), 3),
    judged('embedded ÷ Fabric with two peers', ratio('embedded', 'public'), 2),
  ];
}

/** Of the variants that use the network. */
function cpuOf(rounds: Rounds): Measured[] {
  return [...rounds]
    .filter(([name]) => name !== 'embedded')
    .flatMap(([name, of]) =>
      [...(of[0]?.cpu.keys() ?? [])].map((one) => ({
        name: `CPU, ${NAMES[name]}: ${one === CLIENT ? 'client' : one}`,
        unit: 'ms',
        value: median(of.map(({ cpu }) => cpu.get(one) ?? 0)),
      })),
    );
}
