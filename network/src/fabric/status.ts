import { heightOf } from './channel.js';
import { hostOf, watched } from './network.js';
import { findProcess } from './process.js';
import type { ChaincodePlace, NetworkPlaces, OrdererPlace, PeerPlace, Topology } from './topology.js';

export interface ProcessStatus {
  readonly name: string;
  readonly kind: 'orderer' | 'peer' | 'chaincode';
  /** `host:port`. */
  readonly endpoint: string;
  /** Absent where it does not run. */
  readonly pid?: number;
  /** Bytes. */
  readonly memory?: number;
  /** Blocks; absent for chaincode, and where it does not answer. */
  readonly height?: number;
}

/** Each process of the network, running or not. */
export function networkStatus(places: NetworkPlaces, topology: Topology): Promise<ProcessStatus[]> {
  const { orderers, peers, chaincodes } = topology;
  return Promise.all([
    ...orderers.map((place) => statusOf(places, topology, 'orderer', place)),
    ...peers.map((place) => statusOf(places, topology, 'peer', place)),
    ...chaincodes.map((place) => statusOf(places, topology, 'chaincode', place)),
  ]);
}

async function statusOf(
  places: NetworkPlaces,
  topology: Topology,
  kind: ProcessStatus['kind'],
  place: OrdererPlace | PeerPlace | ChaincodePlace,
): Promise<ProcessStatus> {
  const running = await findProcess(watched(places, place));
  const height =
    running !== undefined && 'operationsPort' in place ? await heightOf({ topology }, place) : undefined;
  return {
    name: place.name,
    kind,
    endpoint: `${hostOf(topology, place)}:${place.port}`,
    ...(running && { pid: running.pid, memory: running.memory }),
    ...(height !== undefined && { height }),
  };
}
