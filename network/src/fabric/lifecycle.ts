import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAINCODE_NAME, COLLECTIONS, parseJson, type OrganizationId } from '@onceledger/chaincode/domain';
import { TWO_ORGANIZATIONS } from '../blocks/genesis.js';
import type { CollectionSettings, Consortium } from '../consortium.js';
import { everywhere, hostOf, peersOf, type FabricNetwork } from './network.js';
import { folders, TLS_FILES } from './places.js';
import { ordererOptions, peerCommand } from './tools.js';
import type { ChaincodePlace, PeerPlace } from './topology.js';

export interface Definition {
  /** The product's own where absent. */
  readonly name?: string;
  readonly version: string;
  readonly sequence: number;
  readonly collections: Consortium['collections'];
}

export const PACKAGE = 'package.tar.gz';

/** The package of an organization's chaincode process goes to each of its peers. */
export async function installPackage(
  network: FabricNetwork,
  peer: PeerPlace,
  chaincode: ChaincodePlace,
): Promise<void> {
  const installed = await peerCommand(network, peer, [...LIFECYCLE, 'queryinstalled', '--output', 'json']);
  if (installed.includes(`"${chaincode.packageId}"`)) return;
  const file = join(folders(network.places).chaincode(chaincode.name), PACKAGE);
  await peerCommand(network, peer, [...LIFECYCLE, 'install', file]);
}

/** An organization's word for a definition, and which package it runs it with. */
export async function approveDefinition(
  network: FabricNetwork,
  peer: PeerPlace,
  chaincode: ChaincodePlace,
  definition: Definition,
): Promise<void> {
  await peerCommand(network, peer, [
    ...[...LIFECYCLE, 'approveformyorg', ...(await ordererOptions(network))],
    ...definitionOptions(network, definition),
    ...['--package-id', chaincode.packageId],
  ]);
}

/** Who has approved a definition that is not committed yet. */
export async function queryReadiness(
  network: FabricNetwork,
  peer: PeerPlace,
  definition: Definition,
): Promise<Set<OrganizationId>> {
  const answer = await peerCommand(network, peer, [
    ...[...LIFECYCLE, 'checkcommitreadiness', ...definitionOptions(network, definition)],
    ...['--output', 'json'],
  ]);
  return approvalsIn(answer);
}

/** Who has approved the definition that is in effect. */
export async function queryApprovals(
  network: FabricNetwork,
  peer: PeerPlace,
  { name = CHAINCODE_NAME }: Definition,
): Promise<Set<OrganizationId>> {
  const { channel } = network.topology;
  const answer = await peerCommand(network, peer, [
    ...[...LIFECYCLE, 'querycommitted', '--channelID', channel, '--name', name],
    ...['--output', 'json'],
  ]);
  return approvalsIn(answer);
}

function approvalsIn(answer: string): Set<OrganizationId> {
  const { approvals = {} } = parseJson(answer) as unknown as { approvals?: Record<string, boolean> };
  return new Set(Object.keys(approvals).filter((id) => approvals[id] === true) as OrganizationId[]);
}

/** The definition takes effect: endorsed by one peer of each organization that approved, and known to them afterwards. */
export async function commitDefinition(
  network: FabricNetwork,
  definition: Definition,
  organizations: readonly OrganizationId[],
): Promise<void> {
  const { places, topology } = network;
  const nodes = everywhere(topology);
  const endorsers = organizations.flatMap((organization) => peersOf(nodes, organization).slice(0, 1));
  const [first] = topology.peers;
  if (first === undefined) return;
  const at = folders(places);
  await peerCommand(network, first, [
    ...[...LIFECYCLE, 'commit', ...(await ordererOptions(network))],
    ...definitionOptions(network, definition),
    ...endorsers.flatMap((peer) => [
      ...['--peerAddresses', `${hostOf(topology, peer)}:${peer.port}`],
      ...['--tlsRootCertFiles', join(at.peer(peer.name), TLS_FILES.root)],
    ]),
  ]);
}

const LIFECYCLE = ['lifecycle', 'chaincode'] as const;

function definitionOptions(network: FabricNetwork, definition: Definition): string[] {
  const { name = CHAINCODE_NAME, version, sequence } = definition;
  return [
    ...['--channelID', network.topology.channel, '--name', name],
    ...['--version', version, '--sequence', String(sequence)],
    ...['--channel-config-policy', TWO_ORGANIZATIONS],
    ...['--collections-config', collectionsFile(network)],
  ];
}

function collectionsFile({ places }: FabricNetwork): string {
  return join(places.network, 'collections.json');
}

/**
 * Before any organization approves: in the form that `peer lifecycle chaincode` reads, the same as `onceDefinition` writes
 * for the embedded ledger.
 */
export async function writeCollections(network: FabricNetwork, { collections }: Definition): Promise<void> {
  const text = JSON.stringify([
    collection(COLLECTIONS.bodies, collections.bodies),
    collection(COLLECTIONS.sealed, collections.sealed),
  ]);
  await writeFile(collectionsFile(network), text);
}

function collection(name: string, settings: CollectionSettings): object {
  return {
    name,
    policy: `OR(${settings.members.map((member) => `'${member}.member'`).join(', ')})`,
    requiredPeerCount: settings.requiredPeerCount,
    maxPeerCount: settings.members.length,
    blockToLive: settings.blockToLive,
    memberOnlyRead: true,
    memberOnlyWrite: false,
  };
}
