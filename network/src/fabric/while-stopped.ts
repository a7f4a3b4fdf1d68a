import { watched, type FabricNetwork } from './network.js';
import { startOrderer, startPeer } from './nodes.js';
import { orderingReady } from './ordering.js';
import { folders } from './places.js';
import { findProcess, stopProcess } from './process.js';
import type { OrdererPlace, PeerPlace } from './topology.js';

/**
 * Has every orderer's and peer's folder used while its process does not run. First all orderers stop, so that nothing is
 * committed from the first copy to the last: a peer must not be ahead of the orderers, nor these of each other, where
 * copies of them are to work together. Peers stop one after the other; what ran, runs again, also after a failure.
 */
export async function whileStopped(
  network: FabricNetwork,
  use: (folder: string, name: string) => Promise<void>,
): Promise<void> {
  const { places, topology } = network;
  const running = await runningOf(network, topology.orderers);
  try {
    for (const orderer of running) await stopProcess(watched(places, orderer));
    for (const peer of topology.peers) await usePeer(network, peer, use);
    for (const { name } of topology.orderers) await use(folders(places).orderer(name), name);
  } finally {
    for (const orderer of running) await startOrderer(network, orderer);
  }
  if (running.length === topology.orderers.length) await orderingReady(network);
}

async function usePeer(
  network: FabricNetwork,
  peer: PeerPlace,
  use: (folder: string, name: string) => Promise<void>,
): Promise<void> {
  const files = watched(network.places, peer);
  const runs = (await findProcess(files)) !== undefined;
  try {
    if (runs) await stopProcess(files);
    await use(folders(network.places).peer(peer.name), peer.name);
  } finally {
    if (runs) await startPeer(network, peer);
  }
}

async function runningOf(
  { places }: FabricNetwork,
  orderers: readonly OrdererPlace[],
): Promise<OrdererPlace[]> {
  const found = await Promise.all(orderers.map((orderer) => findProcess(watched(places, orderer))));
  return orderers.filter((_, index) => found[index] !== undefined);
}
