import { setTimeout as delay } from 'node:timers/promises';
import { CHAINCODE_NAME, fail } from '@onceledger/chaincode/domain';
import type { Consortium } from '../consortium.js';
import { joinOrderer, joinPeer, knownPeers, queryDefinition } from './channel.js';
import {
  approveDefinition,
  commitDefinition,
  installPackage,
  type Definition,
  writeCollections,
} from './lifecycle.js';
import { peersOf, type FabricNetwork, type NetworkStep } from './network.js';
import { startChaincode, startOrderer, startPeer } from './nodes.js';
import { orderingReady } from './ordering.js';

/**
 * Brings a network up to a committed chaincode: whatever runs, has joined or is installed already is left as it is.
 * NETWORK_FAILED naming the process, with its last lines.
 */
export async function bringUp(network: FabricNetwork, consortium: Consortium): Promise<void> {
  const { topology } = network;
  await each(network, 'orderers', topology.orderers, (place) => startOrderer(network, place));
  await each(network, 'peers', topology.peers, (place) => startPeer(network, place));
  for (const orderer of topology.orderers) await joinOrderer(network, orderer);
  await orderingReady(network);
  await each(network, 'channel', topology.peers, (peer) => joinPeer(network, peer));
  await each(network, 'chaincode', topology.chaincodes, (place) => startChaincode(network, place));
  await define(network, consortium);
  await gossipReady(network);
}

/** The first definition; later ones are `deploy`'s. */
async function define(network: FabricNetwork, { collections }: Consortium): Promise<void> {
  const { topology } = network;
  const [peer] = topology.peers;
  const [chaincode] = topology.chaincodes;
  if (peer === undefined || chaincode === undefined)
    throw fail('CONFIGURATION_INVALID', 'the network has no peer');
  if ((await queryDefinition(network, peer, CHAINCODE_NAME)) !== undefined) return;
  await defineChaincode(network, { version: chaincode.version, sequence: 1, collections });
}

/** Every organization installs and approves, then the definition is committed. */
export async function defineChaincode(network: FabricNetwork, definition: Definition): Promise<void> {
  const { topology } = network;
  await writeCollections(network, definition);
  const chaincodes = topology.chaincodes.filter(({ version }) => version === definition.version);
  await each(network, 'definition', chaincodes, async (chaincode) => {
    const peers = peersOf(topology, chaincode.organization);
    for (const peer of peers) await installPackage(network, peer, chaincode);
    const [first] = peers;
    if (first !== undefined) await approveDefinition(network, first, chaincode, definition);
  });
  await commitDefinition(network, definition);
}

const GOSSIP_PATIENCE = 60_000;

/** Until every peer knows every other: before that, private data would reach nobody. */
export async function gossipReady(network: FabricNetwork): Promise<void> {
  const { peers } = network.topology;
  const until = Date.now() + GOSSIP_PATIENCE;
  for (;;) {
    const known = await Promise.all(peers.map((peer) => knownPeers(network, peer)));
    const ready = known.filter((count) => count >= peers.length - 1).length;
    network.report('gossip', ready, peers.length);
    if (ready === peers.length) return;
    if (Date.now() > until) throw fail('NETWORK_FAILED', `${ready} of ${peers.length} peers know all others`);
    await delay(200);
  }
}

/** All at once: each start and each command waits mostly for others. */
async function each<T>(
  { report }: FabricNetwork,
  step: NetworkStep,
  places: readonly T[],
  work: (place: T) => Promise<void>,
): Promise<void> {
  let done = 0;
  report(step, done, places.length);
  const outcomes = await Promise.allSettled(
    places.map(async (place) => {
      await work(place);
      done += 1;
      report(step, done, places.length);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

export { each };
