import { bringDown, readTopology } from '@onceledger/network/fabric';
import { networkPlaces } from './fabric.js';

/** Ends every process of the home's network; data stay. NETWORK_MISSING. */
export async function bringDownHome(home: string): Promise<number> {
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  await bringDown(places, topology);
  return topology.orderers.length + topology.peers.length + topology.chaincodes.length;
}
