import type { Clock, OrganizationId } from '@onceledger/chaincode/domain';
import type { Ledger } from '@onceledger/gateway';
import type { Consortium } from '@onceledger/network';
import type { EmbeddedNode, Storage } from '@onceledger/network/embedded';

/** The one place that composes ledger and gateways in a process; every command, demo, serve and the tests use it. */
export interface RuntimeOptions {
  readonly home: string;
  readonly passphraseFile?: string;
  readonly clock?: Clock;
  readonly storage?: Storage;
  /** Run custodians, collectors and logs of every organization whose keys are in the home (default where the lock was free). */
  readonly workers?: boolean;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export interface Runtime {
  readonly home: string;
  readonly consortium: Consortium;
  /** Absent where another process serves the ledger. */
  readonly node?: EmbeddedNode;
  ledger(organization: OrganizationId): Ledger;
  /** Resolves when every worker has taken effect up to the ledger's present height. */
  settle(): Promise<void>;
  close(): Promise<void>;
}
