import { parseJson } from '@onceledger/chaincode/domain';
import { awaitReady, listens, metric } from './health.js';
import { hostOf, watched, type FabricNetwork } from './network.js';
import { folders } from './places.js';
import { ordererCommand, peerCommand } from './tools.js';
import type { OrdererPlace, PeerPlace } from './topology.js';

/** Every orderer takes the genesis block, unless it has it. */
export async function joinOrderer(network: FabricNetwork, orderer: OrdererPlace): Promise<void> {
  const { places, topology } = network;
  const listed = await ordererCommand(network, orderer, ['list']);
  if (listed.includes(`"name": "${topology.channel}"`)) return;
  const genesis = folders(places).genesis;
  await ordererCommand(network, orderer, [
    'join',
    '--channelID',
    topology.channel,
    '--config-block',
    genesis,
  ]);
}

/** A peer joins from the genesis block, unless it has. */
export async function joinPeer(network: FabricNetwork, peer: PeerPlace): Promise<void> {
  const { places, topology } = network;
  // It reports itself healthy a moment before it takes calls.
  await awaitReady(watched(places, peer), () => listens(hostOf(topology, peer), peer.port));
  const listed = await peerCommand(network, peer, ['channel', 'list']);
  if (listed.split('\n').includes(topology.channel)) return;
  await peerCommand(network, peer, ['channel', 'join', '-b', folders(places).genesis]);
}

/** Number of blocks that a node has; undefined where it does not answer. */
export function heightOf(
  { topology }: Pick<FabricNetwork, 'topology'>,
  place: PeerPlace | OrdererPlace,
): Promise<number | undefined> {
  const host = hostOf(topology, place);
  return metric(host, place.operationsPort, 'ledger_blockchain_height', `"${topology.channel}"`).catch(
    () => undefined,
  );
}

/** Peers of the channel that a peer knows, beside itself. */
export function knownPeers({ topology }: FabricNetwork, place: PeerPlace): Promise<number> {
  return metric(
    hostOf(topology, place),
    place.operationsPort,
    'gossip_membership_total_peers_known',
    `"${topology.channel}"`,
  ).then(
    (count) => count ?? 0,
    () => 0,
  );
}

/** What the peer says of a chaincode definition. */
export async function queryDefinition(
  network: FabricNetwork,
  peer: PeerPlace,
  name: string,
): Promise<{ readonly sequence: number; readonly version: string } | undefined> {
  const { channel } = network.topology;
  const answer = await peerCommand(network, peer, [
    ...['lifecycle', 'chaincode', 'querycommitted', '--channelID', channel],
    ...['--output', 'json'],
  ]);
  const { chaincode_definitions: definitions = [] } = parseJson(answer) as unknown as Committed;
  const found = definitions.find((definition) => definition.name === name);
  return found && { sequence: found.sequence, version: found.version };
}

interface Committed {
  readonly chaincode_definitions?: readonly {
    readonly name: string;
    readonly sequence: number;
    readonly version: string;
  }[];
}
