import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { CHAINCODE_NAME } from '@onceledger/chaincode/domain';
import {
  findBinaries,
  findProcess,
  readTopology,
  startChaincode,
  stopProcess,
  watched,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from '../../support/cli.js';
import type { Watched } from './cpu.js';
import { twoOrganizations, writeCatalogue } from './two-organizations.js';

/** Two organizations with a peer each and one orderer; the product's chaincode and the baseline's contract in one process. */
export interface BenchNetwork {
  readonly consortium: string;
  readonly network: FabricNetwork;
  readonly processes: readonly Watched[];
  readonly runtime: Runtime;
  close(): Promise<void>;
}

export async function newBenchNetwork(): Promise<BenchNetwork> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-bench-fabric-'));
  const home = path.join(folder, 'home');
  const consortium = await twoOrganizations();
  await writeFile(path.join(folder, 'consortium.yaml'), consortium);
  await writeCatalogue(path.join(folder, 'catalogue'));
  const run = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await once(['network', ...words, '--home', home, '--json'], { cwd: folder });
    if (code !== 0) throw new Error(stderr);
  };
  const remove = async (): Promise<void> => {
    await run('down', '--purge');
    await rm(folder, { force: true, recursive: true });
  };
  try {
    await run('up', '--consortium', 'consortium.yaml', '--catalogue', 'catalogue');
    const network = await networkOf(home);
    await runBaseline(network, path.join(folder, 'code'));
    const runtime = await openRuntime({ home, workers: false });
    const close = async (): Promise<void> => {
      await runtime.close();
      await remove();
    };
    return { close, consortium, network, processes: await processesOf(network), runtime };
  } catch (error) {
    // What failed first is told, even where nothing is there to be taken down.
    await remove().catch(() => undefined);
    throw error;
  }
}

async function networkOf(home: string): Promise<FabricNetwork> {
  const at = (name: string): string => path.join(home, name);
  const places = { ledger: at('ledger'), network: at('network'), organizations: at('organizations') };
  const [topology, binaries] = await Promise.all([readTopology(places), findBinaries()]);
  return { binaries, places, report: () => undefined, topology };
}

/** Under the product's own definition, so that policy and collections are the same. */
async function runBaseline(network: FabricNetwork, code: string): Promise<void> {
  const baseline = new URL('./baseline-contract.js', import.meta.url).href;
  const product = import.meta.resolve('@onceledger/chaincode');
  await mkdir(code);
  const about = { main: 'index.js', name: CHAINCODE_NAME, type: 'module', version: '1.0.0' };
  await writeFile(path.join(code, 'package.json'), JSON.stringify(about));
  await writeFile(
    path.join(code, 'index.js'),
    `import { contracts as product } from ${JSON.stringify(product)};
import { Baseline } from ${JSON.stringify(baseline)};
export const contracts = [...product, Baseline];
`,
  );
  for (const place of network.topology.chaincodes) {
    await stopProcess(watched(network.places, place));
    await startChaincode(network, { ...place, code });
  }
}

async function processesOf({ places, topology }: FabricNetwork): Promise<readonly Watched[]> {
  const all = [...topology.orderers, ...topology.peers, ...topology.chaincodes];
  return Promise.all(
    all.map(async (place) => {
      const running = await findProcess(watched(places, place));
      if (running === undefined) throw new Error(`${place.name} does not run`);
      return { name: place.name, pid: running.pid };
    }),
  );
}
