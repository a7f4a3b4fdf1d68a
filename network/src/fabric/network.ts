import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, parseJson, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Binaries } from './binaries.js';
import { folders } from './places.js';
import type { Watched } from './health.js';
import type { ChaincodePlace, NetworkPlaces, Nodes, OrdererPlace, PeerPlace, Topology } from './topology.js';

export type Report = (step: NetworkStep, done: number, total: number) => void;
export type NetworkStep = 'orderers' | 'peers' | 'channel' | 'chaincode' | 'definition' | 'gossip';

/** A network of this machine: what it consists of, where it stands, and Fabric's programs. */
export interface FabricNetwork {
  readonly places: NetworkPlaces;
  readonly topology: Topology;
  readonly binaries: Binaries;
  readonly report: Report;
}

/** NETWORK_MISSING where none was made. */
export async function readTopology(places: NetworkPlaces): Promise<Topology> {
  const found = await findTopology(places);
  if (found === undefined) throw fail('NETWORK_MISSING', places.network);
  return found;
}

export async function findTopology(places: NetworkPlaces): Promise<Topology | undefined> {
  const file = folders(places).topology;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const value = parseJson(text);
  const format = Object(value) as { format?: unknown };
  if (format.format !== 1) throw fail('CONFIGURATION_INVALID', `${file} has another format`);
  // Written by this program alone, whole or not at all.
  return value as unknown as Topology;
}

/** Whole or not at all. */
export async function writeTopology(places: NetworkPlaces, topology: Topology): Promise<void> {
  const file = folders(places).topology;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.part`, `${JSON.stringify(topology, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

export function watched(places: NetworkPlaces, { name }: OrdererPlace | PeerPlace | ChaincodePlace): Watched {
  const at = folders(places);
  return { name, log: at.log(name), pid: at.process(name) };
}

export function hostOf({ host }: Pick<Topology, 'host'>, place: { readonly host?: string }): string {
  return place.host ?? host;
}

/** Where clients reach a node: RFC 6066 admits no address as a TLS server name, and loopback has a name. */
export function addressOf(topology: Topology, place: OrdererPlace | PeerPlace): string {
  const host = hostOf(topology, place);
  return `${host === '127.0.0.1' ? 'localhost' : host}:${place.port}`;
}

/** Every node of the network, whichever home runs it. */
export function everywhere({ elsewhere, orderers, peers }: Topology): Nodes {
  return {
    orderers: [...orderers, ...(elsewhere?.orderers ?? [])],
    peers: [...peers, ...(elsewhere?.peers ?? [])],
  };
}

/** A change of the channel is signed by several organizations' admins. @throws KEY_MISSING where some are elsewhere */
export function assertAllHere({ elsewhere }: Topology): void {
  if (elsewhere !== undefined)
    throw fail('KEY_MISSING', 'keys of other organizations: change the channel in the home that was parted');
}

export function organizationsOf({ peers }: Pick<Topology, 'peers'>): OrganizationId[] {
  return [...new Set(peers.map(({ organization }) => organization))];
}

export function peersOf({ peers }: Pick<Topology, 'peers'>, organization: OrganizationId): PeerPlace[] {
  return peers.filter((peer) => peer.organization === organization);
}

/** Every port that the network has. */
export function portsOf({ orderers, peers, chaincodes }: Topology): Set<number> {
  return new Set([
    ...orderers.flatMap(({ port, adminPort, operationsPort }) => [port, adminPort, operationsPort]),
    ...peers.flatMap(({ port, chaincodePort, operationsPort }) => [port, chaincodePort, operationsPort]),
    ...chaincodes.map(({ port }) => port),
  ]);
}
