import type { Digest, LedgerId, OrganizationId } from '@onceledger/chaincode/domain';

/** How a network orders: Raft with one or three nodes, BFT (Fabric 3 only) with four, of which one may lie. */
export type Ordering = 'raft:1' | 'raft:3' | 'bft:4';
export const ORDERINGS: readonly Ordering[] = ['raft:1', 'raft:3', 'bft:4'];

/** The two series of Fabric that are supported; capabilities follow the lowest of all members. */
export type FabricSeries = '3.1' | '2.5';

/** The home's folders that a network uses. */
export interface NetworkPlaces {
  /** The home's `network/`: one folder a process, logs, `topology.json`. */
  readonly network: string;
  /** The home's `ledger/`: `connection-profile.json`. */
  readonly ledger: string;
  /** The home's `organizations/`: `<id>/{ca,msp,admin}`. */
  readonly organizations: string;
}

/**
 * What a network consists of, written to `network/topology.json` by `up` and by whatever changes it: everything else reads
 * it. Ports are chosen once and kept, so that a restart changes no address.
 */
export interface Topology {
  readonly format: 1;
  readonly series: FabricSeries;
  readonly channel: string;
  readonly ledger: LedgerId;
  /** Digest of the bootstrap body: what every chaincode process is configured with. */
  readonly consortium: Digest;
  readonly clockToleranceSeconds: number;
  /** Address of processes that have none of their own; 127.0.0.1 unless told otherwise. */
  readonly host: string;
  readonly ordering: Ordering;
  readonly orderers: readonly OrdererPlace[];
  readonly peers: readonly PeerPlace[];
  /** Chaincode processes: one an organization and version. */
  readonly chaincodes: readonly ChaincodePlace[];
  /** Nodes of the network that other homes run; absent where this one has all. */
  readonly elsewhere?: Nodes;
}

export interface Nodes {
  readonly orderers: readonly OrdererPlace[];
  readonly peers: readonly PeerPlace[];
}

/** A process: its folder is `network/<kind>s/<name>` (`network/chaincode/<name>`), its log `network/logs/<name>.log`. */
interface ProcessPlace {
  /** Unique in the network, and a folder name. */
  readonly name: string;
  readonly port: number;
  /** Where it listens and is reached; the topology's where absent. */
  readonly host?: string;
}
export interface OrdererPlace extends ProcessPlace {
  readonly adminPort: number;
  readonly operationsPort: number;
}
export interface PeerPlace extends ProcessPlace {
  readonly organization: OrganizationId;
  readonly chaincodePort: number;
  readonly operationsPort: number;
}
export interface ChaincodePlace extends ProcessPlace {
  readonly organization: OrganizationId;
  readonly version: string;
  /** `label:hash` of the package that the organization installed. */
  readonly packageId: string;
  /** Folder of the chaincode's own package.json. */
  readonly code: string;
}
