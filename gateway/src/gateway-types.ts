import type { Clock, Digest, OrganizationId } from '@onceledger/chaincode/domain';
import type { KeyStore, KeyStoreOptions } from './crypto/types.js';
import type { Log } from './evidence/types.js';
import type { Ledger } from './ledger/ledger.js';
import type { ReadModel } from './read-model/types.js';
import type { SharedEffects } from './replica/shared-effects.js';
import type { Services } from './services/types.js';
import type { Workers } from './workers/types.js';

export interface GatewayOptions extends KeyStoreOptions {
  readonly ledger: Ledger;
  /** `organizations/<id>`: `keys/`, `custody/` (a key per declarant), `gateway.db`. */
  readonly directory: string;
  /** The home's `declarants/`: keys of declarants who act through this process. */
  readonly declarants?: string;
  /** Digest of the bootstrap body; records of the bootstrap carry no acts, this stands for them. */
  readonly consortium: Digest;
  readonly clock?: Clock;
  /** Given to all gateways of a process: each block is then judged once for all that stand at the same place. */
  readonly shared?: SharedEffects;
  /** Follow the ledger and do custodian's and collector's work at once; default true. Otherwise only `workers.start()` does. */
  readonly workers?: boolean;
}

/** One organization's gateway in a process. */
export interface Gateway {
  readonly organization: OrganizationId;
  readonly ledger: Ledger;
  readonly keys: KeyStore;
  readonly services: Services;
  readonly readModel: ReadModel;
  readonly log: Log;
  readonly workers: Workers;
  close(): Promise<void>;
}
