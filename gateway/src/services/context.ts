import type { AjvSchemas } from '@onceledger/chaincode/crypto';
import type { Clock, Digest, SignatureVerifier } from '@onceledger/chaincode/domain';
import type { CustodyStore } from '../crypto/custody-store.js';
import type { KeyRing } from '../crypto/key-ring.js';
import type { KeyStore } from '../crypto/types.js';
import type { SqlLog } from '../evidence/sql-log.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Database } from '../read-model/database.js';
import type { SqlReadModel } from '../read-model/sql-read-model.js';
import type { World } from '../verification/world.js';
import type { Resealing } from '../workers/resealing.js';
import type { TaskQueue } from '../workers/task-queue.js';
import type { Records } from './records.js';

/** What use cases and workers share; made once by `openGateway`. */
export interface Context {
  readonly ledger: Ledger;
  readonly consortium: Digest;
  readonly clock: Clock;
  /** Keys of whoever acts here. */
  readonly keys: KeyRing;
  /** The organization's own store: agencies' keys, symmetric keys. */
  readonly store: KeyStore;
  readonly custody: CustodyStore;
  readonly schemas: AjvSchemas;
  readonly verifier: SignatureVerifier;
  /** Records as one's own peer has them now: to build acts. */
  readonly records: Records;
  /** Records as this gateway validated them: to rely on. */
  readonly readModel: SqlReadModel;
  /** The same, for judging acts. */
  readonly world: World;
  readonly database: Database;
  readonly queue: TaskQueue;
  readonly resealing: Resealing;
  readonly log: SqlLog;
}
