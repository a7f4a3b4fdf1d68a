import type { AgencyCode, Clock, OrganizationId } from '@onceledger/chaincode/domain';
import type { Gateway, Ledger } from '@onceledger/gateway';
import type { Consortium } from '@onceledger/network';
import type { EmbeddedNode, NodeOptions, Storage } from '@onceledger/network/embedded';

/** The one place that composes ledger and gateways in a process; every command, demo, serve and the tests use it. */
export interface RuntimeOptions {
  readonly home: string;
  readonly passphraseFile?: string;
  readonly clock?: Clock;
  readonly storage?: Storage;
  /** Contract classes of single endorsers; default: the project's own. Tests plant forged ones here. */
  readonly contracts?: NodeOptions['contracts'];
  /** Run custodians, collectors and logs of every organization whose keys are in the home (default where the lock was free). */
  readonly workers?: boolean;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

export interface Runtime {
  readonly home: string;
  readonly consortium: Consortium;
  /** Absent where another process serves the ledger. */
  readonly node?: EmbeddedNode;
  readonly gateways: readonly Gateway[];
  /** The gateway of the organization that hosts the service platform: declarants act through it. Where it is elsewhere, the home's first. */
  readonly platform: Gateway;
  /** Whether this process runs the workers: custodians, collectors and logs. */
  readonly works: boolean;
  ledger(organization: OrganizationId): Ledger;
  gateway(organization: OrganizationId): Gateway;
  /** The gateway of the organization that hosts the agency. NOT_FOUND. */
  gatewayOf(agency: AgencyCode): Gateway;
  /** Whether `text` is the code of an agency of the consortium. */
  hosts(text: string): boolean;
  /** Resolves when every worker has taken effect up to the ledger's present height. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface InitOptions {
  /** Must not exist, or be an empty folder. HOME_EXISTS. */
  readonly home: string;
  /** Text of a consortium file without agencies' keys; default: the product's. */
  readonly consortium?: string;
  /** Folder of catalogue files; default: the product's. */
  readonly catalogue?: string;
  readonly passphraseFile?: string;
  readonly clock?: Clock;
  readonly storage?: Storage;
  readonly onProgress?: (what: string, done: number, total: number) => void;
}
