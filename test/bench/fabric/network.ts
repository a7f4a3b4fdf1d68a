import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import type { Consortium } from '@onceledger/network';
import {
  defineChaincode,
  findProcess,
  freePorts,
  makeChaincode,
  organizationsOf,
  portsOf,
  startChaincode,
  watched,
  writeTopology,
  type ChaincodePlace,
  type FabricNetwork,
  type Ordering,
} from '@onceledger/network/fabric';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from '../../support/cli.js';
import { networkOf } from '../../support/fabric-network.js';
import type { Watched } from './cpu.js';
import { BASELINE } from './baseline-clients.js';
import { twoOrganizations, writeCatalogue } from './two-organizations.js';

/** Two organizations with a peer each and one orderer; the product's chaincode, and the baseline's beside it. */
export interface BenchNetwork {
  readonly consortium: string;
  readonly network: FabricNetwork;
  readonly processes: readonly Watched[];
  readonly runtime: Runtime;
  close(): Promise<void>;
}

export async function newBenchNetwork(ordering: Ordering = 'raft:1'): Promise<BenchNetwork> {
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
    await run('up', '--orderers', ordering, '--consortium', 'consortium.yaml', '--catalogue', 'catalogue');
    const runtime = await openRuntime({ home, workers: false });
    const code = path.join(folder, 'baseline');
    const network = await deployBaseline(await networkOf(home), runtime.consortium, code);
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

/** A chaincode of its own, as `fabric-chaincode-node` serves it, under the same policy and with the same collections. */
async function deployBaseline(
  network: FabricNetwork,
  { collections }: Consortium,
  code: string,
): Promise<FabricNetwork> {
  await writeBaseline(code);
  const { topology } = network;
  const organizations = organizationsOf(topology);
  const ports = await freePorts(topology.host, organizations.length, portsOf(topology));
  const chaincodes: ChaincodePlace[] = [];
  for (const organization of organizations)
    chaincodes.push(
      await makeChaincode(network, organization, { code, version: BASELINE }, ports.shift() ?? 0),
    );
  const beside = { ...network, topology: { ...topology, chaincodes } };
  for (const place of chaincodes) await startChaincode(beside, place);
  await defineChaincode(beside, { collections, name: BASELINE, sequence: 1, version: BASELINE });
  const all = { ...topology, chaincodes: [...topology.chaincodes, ...chaincodes] };
  await writeTopology(network.places, all);
  return { ...network, topology: all };
}

async function writeBaseline(code: string): Promise<void> {
  const contract = new URL('./baseline-contract.js', import.meta.url).href;
  await mkdir(code);
  const about = { main: 'index.js', name: BASELINE, type: 'module', version: '1.0.0' };
  await writeFile(path.join(code, 'package.json'), JSON.stringify(about));
  const text = `import { Baseline } from ${JSON.stringify(contract)};\nexport const contracts = [Baseline];\n`;
  await writeFile(path.join(code, 'index.js'), text);
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
