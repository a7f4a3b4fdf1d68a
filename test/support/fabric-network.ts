import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { OrganizationId } from '@onceledger/chaincode/domain';
import { readConnectionProfile, type Consortium } from '@onceledger/network';
import {
  addressOf,
  bringDown,
  bringUp,
  createNetwork,
  findBinaries,
  folders,
  peersOf,
  readTopology,
  writeConnectionProfile,
  type FabricNetwork,
  type Ordering,
} from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import { networkClient, type NetworkClient } from '@onceledger/network/transport';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { smallConsortium } from './small-ledger.js';

/** Skips a suite, in one line, where Fabric's programs are not found. */
export async function needsFabric(suite: Mocha.Context, what: string): Promise<void> {
  const found = await findBinaries().catch(() => undefined);
  if (found !== undefined) return;
  console.log(`      (Fabric's programs are not on the PATH: ${what} is not tested here)`);
  suite.skip();
}

export interface NetworkOptions {
  readonly consortium?: Consortium;
  readonly ordering?: Ordering;
  readonly peersEach?: number;
}

/** A network of three organizations in a folder of its own that runs the minimal contract. */
export async function smallNetwork(options: NetworkOptions = {}): Promise<{
  readonly network: FabricNetwork;
  readonly consortium: Consortium;
  readonly remove: () => Promise<void>;
}> {
  const home = await mkdtemp(path.join(tmpdir(), 'once-network-'));
  const at = (name: string): string => path.join(home, name);
  const consortium = options.consortium ?? smallConsortium({ ledger: 'fabric' });
  const binaries = await findBinaries();
  const places = { network: at('network'), ledger: at('ledger'), organizations: at('organizations') };
  const topology = await createNetwork({
    places,
    consortium,
    series: binaries.series,
    ordering: options.ordering ?? 'raft:1',
    peersEach: options.peersEach ?? 1,
    host: '127.0.0.1',
    chaincode: { code: await writeChaincode(at('code')), version: '1' },
  });
  const network: FabricNetwork = { places, topology, binaries, report: () => undefined };
  const remove = async (): Promise<void> => {
    // As it is now: a test may have added processes.
    await bringDown(places, await readTopology(places));
    await rm(home, { recursive: true, force: true });
  };
  try {
    await bringUp(network, consortium);
  } catch (error) {
    await remove();
    throw error;
  }
  return { network, consortium, remove };
}

/** The minimal contract as a folder that `fabric-chaincode-node` starts. */
export async function writeChaincode(folder: string): Promise<string> {
  const contract = new URL('./minimal-contract.js', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'minimal', version: '1.0.0', type: 'module', main: 'index.js' }),
  );
  await writeFile(
    path.join(folder, 'index.js'),
    `import { MinimalContract } from ${JSON.stringify(contract.href)};\nexport const contracts = [MinimalContract];\n`,
  );
  return folder;
}

/** The network of a home. */
export async function networkOf(home: string): Promise<FabricNetwork> {
  const at = (name: string): string => path.join(home, name);
  const places = { ledger: at('ledger'), network: at('network'), organizations: at('organizations') };
  const [topology, binaries] = await Promise.all([readTopology(places), findBinaries()]);
  return { binaries, places, report: () => undefined, topology };
}

/** As the ledger suite takes it: one gRPC client an organization, straight to its first peer, or over fabric-network. */
export async function underTest(
  { network, remove }: Pick<Awaited<ReturnType<typeof smallNetwork>>, 'network' | 'remove'>,
  transport: Consortium['transport'] = 'gateway',
): Promise<LedgerUnderTest> {
  const { places, topology } = network;
  const at = folders(places);
  const clients = new Map<string, Client>();
  for (const { organization } of topology.peers) {
    const root = await readAuthorityFile(at.authority(organization), 'tlsCertificate');
    const [peer] = peersOf(topology, organization);
    clients.set(
      organization,
      new Client(addressOf(topology, peer!), credentials.createSsl(Buffer.from(root))),
    );
  }
  const over =
    transport === 'network' ? await networkClients(network, clients) : new Map<string, NetworkClient>();
  return {
    channel: topology.channel,
    client: (organization) => over.get(organization)?.client ?? clients.get(organization)!,
    identity: (organization) =>
      readIdentity(at.client(organization), organization as unknown as OrganizationId),
    close: async () => {
      for (const client of [...over.values(), ...clients.values()]) client.close();
      await remove();
    },
  };
}

async function networkClients(
  { places, topology }: FabricNetwork,
  clients: ReadonlyMap<string, Client>,
): Promise<Map<string, NetworkClient>> {
  const at = folders(places);
  const profile = await writeConnectionProfile(places, topology);
  const { organizations, orderers } = await readConnectionProfile(profile);
  const { channel } = topology;
  const peers = new Map(organizations.map((one) => [one.mspId, one.peers]));
  const made = new Map<string, NetworkClient>();
  for (const [id, deliver] of clients) {
    const organization = id as OrganizationId;
    const identity = await readIdentity(at.client(id), organization);
    made.set(id, await networkClient({ channel, organization, identity, peers, orderers, deliver }));
  }
  return made;
}
