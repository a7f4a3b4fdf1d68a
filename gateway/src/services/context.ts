import { AjvSchemas, NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import type { Clock } from '@onceledger/chaincode/domain';
import type { CustodyStore } from '../crypto/custody-store.js';
import type { KeyRing } from '../crypto/key-ring.js';
import type { Ledger } from '../ledger/ledger.js';
import type { SqlReadModel } from '../read-model/sql-read-model.js';
import type { SqlLog } from '../evidence/sql-log.js';
import type { Follower } from '../workers/follower.js';
import type { Records } from './records.js';

/** What every use case works with; made once by `openGateway`. */
export interface Context {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly custody: CustodyStore;
  readonly schemas: AjvSchemas;
  readonly verifier: NodeSignatureVerifier;
  /** Records as one's own peer has them now. */
  readonly records: Records;
  /** Records as this gateway validated them. */
  readonly readModel: SqlReadModel;
  readonly log: SqlLog;
  readonly follower: Follower;
}
