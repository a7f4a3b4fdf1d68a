import { watched } from './network.js';
import { stopProcess } from './process.js';
import type { NetworkPlaces, Topology } from './topology.js';

/** Ends every process: what commits last ends last. Data stay. */
export async function bringDown(
  places: NetworkPlaces,
  { chaincodes, peers, orderers }: Topology,
): Promise<void> {
  for (const group of [peers, orderers, chaincodes])
    await Promise.all(group.map((place) => stopProcess(watched(places, place))));
}
