import type { ChaincodeConfiguration } from '@onceledger/chaincode';
import type { Clock, LedgerId, OrganizationId } from '@onceledger/chaincode/domain';
import type { ConnectOptions } from '@hyperledger/fabric-gateway';
import type { Consortium } from '../consortium.js';
import type { Storage, StorageCounters } from './storage.js';

/** What `connect({ client })` of fabric-gateway takes. */
export type GatewayClient = ConnectOptions['client'];

export interface NodeOptions {
  /** The home's `ledger/` folder. */
  readonly directory: string;
  readonly consortium: Consortium;
  readonly clock?: Clock;
  readonly storage?: Storage;
  /** Genuine contract classes for one organization's endorser; default: the project's own. Tests plant forged ones here. */
  readonly contracts?: (organization: OrganizationId, configuration: ChaincodeConfiguration) => unknown[];
  readonly onProgress?: (done: bigint, total: bigint) => void;
}

export interface EmbeddedNode {
  readonly ledger: LedgerId;
  readonly channel: string;
  readonly organizations: readonly OrganizationId[];
  readonly counters: NodeCounters;
  /** Why nothing is ordered any more: a commit failed. */
  readonly failure: Error | undefined;
  height(): bigint;
  /** In process: the client of one organization's logical peer. */
  client(organization: OrganizationId): GatewayClient;
  close(): Promise<void>;
}

export interface NodeCounters extends StorageCounters {
  signatures: number;
  verifications: number;
  hashes: number;
  bytes: number;
  endorsements: number;
  transactions: number;
  blocks: number;
}
