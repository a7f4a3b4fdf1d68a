import { setTimeout as delay } from 'node:timers/promises';
import { CHAINCODE_NAME, fail } from '@onceledger/chaincode/domain';
import type { Consortium } from '../consortium.js';
import { joinOrderer, joinPeer, knownPeers, queryDefinition } from './channel.js';
import { defineChaincode } from './define.js';
import { each } from './each.js';
import type { FabricNetwork } from './network.js';
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
