import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { organizationsOf, watched } from './network.js';
import { TLS_FILES } from './places.js';
import { findProcess } from './process.js';
import type { NetworkPlaces, Topology } from './topology.js';

/** What one organization's machine runs of a network. */
export interface Part {
  readonly organization: OrganizationId;
  /** Names of orderers that it runs, too. */
  readonly orderers: readonly string[];
}

/** The same network as that machine sees it. @throws NOT_FOUND where there is no such organization or orderer */
export function partOf(topology: Topology, { orderers, organization }: Part): Topology {
  if (!organizationsOf(topology).includes(organization))
    throw fail('NOT_FOUND', `the network has no peer of ${organization}`);
  const unknown = orderers.find((name) => !topology.orderers.some((orderer) => orderer.name === name));
  if (unknown !== undefined) throw fail('NOT_FOUND', `the network has no orderer ${unknown}`);
  const [ownOrderers, otherOrderers] = parted(topology.orderers, ({ name }) => orderers.includes(name));
  const [ownPeers, otherPeers] = parted(topology.peers, (peer) => peer.organization === organization);
  return {
    ...topology,
    orderers: ownOrderers,
    peers: ownPeers,
    chaincodes: topology.chaincodes.filter((place) => place.organization === organization),
    elsewhere: { orderers: otherOrderers, peers: otherPeers },
  };
}

/** What of a home goes onto that machine, by its path in the home: no private key of anybody else. */
export function belongs(part: Topology, at: string): boolean {
  const [top = '', kind = '', name = '', ...rest] = at.split('/');
  if (top === 'organizations')
    return organizationsOf(part).some((id) => id === kind) || isAuthority(name, rest);
  if (top !== 'network') return true;
  return name === '' || (OF_NETWORK[kind]?.(part, name, rest) ?? true);
}

type Rule = (part: Topology, name: string, rest: readonly string[]) => boolean;
/** Of the folders of `network/`: those of one's own processes, and what others must believe them by. */
const OF_NETWORK: Readonly<Record<string, Rule>> = {
  chaincode: ({ chaincodes }, name) => has(chaincodes, name),
  orderers: ({ orderers }, name, rest) => {
    if (name === 'ca') return isAuthority(name, rest);
    if (name === 'admin') return orderers.length > 0;
    return has(orderers, name) || isTlsRoot(rest);
  },
  peers: ({ peers }, name, rest) => has(peers, name) || isTlsRoot(rest),
};

function has(places: readonly { readonly name: string }[], name: string): boolean {
  return places.some((place) => place.name === name);
}

/** A node's folder is entered for it. */
function isTlsRoot([file, ...below]: readonly string[]): boolean {
  return file === undefined || (file === TLS_FILES.root && below.length === 0);
}

/** Certificates of an authority, without its keys; on the way to them every folder is entered. */
function isAuthority(name: string, [file]: readonly string[]): boolean {
  if (name === '') return true;
  return name === 'ca' && (file === undefined || ['ca.pem', 'tlsca.pem'].includes(file));
}

/** Two processes on one store would spoil it. @throws STATE_CONFLICT */
export async function assertStopped(
  places: NetworkPlaces,
  { chaincodes, orderers, peers }: Topology,
): Promise<void> {
  for (const place of [...orderers, ...peers, ...chaincodes])
    if ((await findProcess(watched(places, place))) !== undefined)
      throw fail('STATE_CONFLICT', `${place.name} runs: bring the network down first`);
}

function parted<T>(all: readonly T[], isOwn: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isOwn), all.filter((one) => !isOwn(one))];
}
