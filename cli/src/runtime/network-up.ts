import type { OrganizationId } from '@onceledger/chaincode/domain';
import { fail } from '@onceledger/chaincode/domain';
import { parseConsortium, type Consortium } from '@onceledger/network';
import {
  assertSameLayout,
  bringUp,
  createNetwork,
  findBinaries,
  findTopology,
  ordererCountOf,
  parseHosts,
  writeConnectionProfile,
  type FabricNetwork,
  type Hosts,
  type Ordering,
  type Report,
  type Topology,
} from '@onceledger/network/fabric';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { HOME_FORMAT, layout, readIfThere } from '../home/layout.js';
import { networkPlaces } from './fabric.js';
import type { MadeHome } from './init.js';
import { copyCatalogue, fillLedger, writeConsortium, writeWallets } from './make-home.js';
import { openWith } from './open.js';
import type { InitOptions } from './runtime.js';
import { assertSameHome } from './same-home.js';

/** What is absent of the layout is as the network has it, or by default; a network that exists is given no other. */
export interface UpOptions extends InitOptions {
  readonly ordering: Ordering | undefined;
  readonly peersEach: number | undefined;
  readonly host: string | undefined;
  /** Text of a file of hosts, where processes are not all at one. */
  readonly hosts?: string;
  readonly report: Report;
}

/** Version of the chaincode that a new network starts with. */
const FIRST_VERSION = '1';
const LOOPBACK = '127.0.0.1';

/**
 * Brings the home's Fabric network up, from nothing or from where it stopped: consortium file, keys, processes, channel,
 * chaincode, agencies, catalogue, trust file. HOME_EXISTS where the home has an embedded ledger, a network of another layout, or was
 * made with another consortium file or catalogue.
 */
export async function bringUpHome(options: UpOptions): Promise<MadeHome> {
  const { home } = options;
  const consortium = await prepareHome(options);
  const network = await prepareNetwork(options, consortium);
  await bringUp(network, consortium);
  await writeConnectionProfile(network.places, network.topology);
  const { organizations, agencies } = consortium;
  const made = {
    ledger: network.topology.ledger,
    organizations: organizations.length,
    agencies: agencies.length,
  };
  if ((await readIfThere(layout(home).format)) !== undefined) return { ...made, entries: 0 };
  await writeWallets(home, consortium);
  return { ...made, entries: await fillNew(options, consortium) };
}

/** The consortium file stands first: everything else follows from it. */
async function prepareHome(options: UpOptions): Promise<Consortium> {
  const places = layout(options.home);
  const text = await readIfThere(places.consortium);
  if (text !== undefined) {
    const consortium = parseConsortium(text);
    if (consortium.ledger !== 'fabric') throw fail('HOME_EXISTS', `${options.home} has an embedded ledger`);
    await assertSameHome(consortium, options);
    return consortium;
  }
  await copyCatalogue(options);
  return writeConsortium(options, 'fabric');
}

async function prepareNetwork(options: UpOptions, consortium: Consortium): Promise<FabricNetwork> {
  const { home, report } = options;
  const places = networkPlaces(home);
  const made = await findTopology(places);
  const ordering = options.ordering ?? made?.ordering ?? 'raft:1';
  const asked = { ...options, hosts: hostsOf(options, consortium, ordering) };
  if (made !== undefined) assertSameLayout(made, asked);
  const binaries = await findBinaries(made === undefined ? {} : { series: made.series });
  const topology: Topology =
    made ??
    (await createNetwork({
      places,
      consortium,
      series: binaries.series,
      ordering,
      peersEach: options.peersEach ?? 1,
      host: options.host ?? LOOPBACK,
      hosts: asked.hosts,
      chaincode: { code: chaincodeFolder(), version: FIRST_VERSION },
    }));
  return { places, topology, binaries, report };
}

function hostsOf({ hosts }: UpOptions, { organizations }: Consortium, ordering: Ordering): Hosts | undefined {
  if (hosts === undefined) return undefined;
  return parseHosts(
    hosts,
    organizations.map(({ id }) => id),
    ordererCountOf(ordering),
  );
}

/** The product's own chaincode. */
export function chaincodeFolder(): string {
  return fileURLToPath(new URL('..', import.meta.resolve('@onceledger/chaincode')));
}

/** Agencies and catalogue; the format is written last: a home without it is not finished, and `up` goes on. */
async function fillNew(options: UpOptions, consortium: Consortium): Promise<number> {
  const { format } = layout(options.home);
  const runtime = await openWith(options, consortium);
  try {
    const entries = await fillLedger(
      runtime,
      (organization: OrganizationId) => organization,
      options.onProgress,
    );
    await writeFile(format, `${HOME_FORMAT}\n`);
    return entries;
  } finally {
    await runtime.close();
  }
}
