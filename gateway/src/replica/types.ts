import type { AnyRecord, Digest, LedgerId, SignatureVerifier, Timestamp } from '@onceledger/chaincode/domain';
import type { Version, VersionView } from '@onceledger/network/blocks';
import type { LogEntry } from '../evidence/types.js';
import type { Finding, TransactionRow } from '../read-model/types.js';
import type { RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';

/** State up to the block before the one that is taken: a database for a gateway, memory for an audit. */
export interface ChainStore extends VersionView {
  value(namespace: string, key: string): Promise<Uint8Array | undefined>;
  record(name: RecordName): Promise<Known | undefined>;
}

export interface StateWrite {
  readonly namespace: string;
  readonly key: string;
  /** Absent: deleted. */
  readonly value?: Uint8Array;
  readonly version: Version;
  /** Set where the value is a record. */
  readonly name?: RecordName;
  readonly genuine: boolean;
}
export interface HashedWrite {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: Uint8Array;
  readonly deleted: boolean;
  readonly version: Version;
}
/** One write of a record by a VALID transaction. */
export interface RecordChange {
  readonly name: RecordName;
  readonly record: AnyRecord;
  readonly digest: Digest;
  readonly former: Known | undefined;
  readonly genuine: boolean;
  readonly transaction: number;
  readonly time: Timestamp;
}

/** Everything that one verified and validated block changes. */
export interface BlockEffects {
  readonly number: bigint;
  readonly hash: Uint8Array;
  readonly commitHash: Uint8Array;
  readonly codes: Uint8Array;
  /** The block's bytes where it holds a configuration. */
  readonly config?: Uint8Array;
  readonly transactions: readonly TransactionRow[];
  readonly writes: readonly StateWrite[];
  readonly hashed: readonly HashedWrite[];
  readonly changes: readonly RecordChange[];
  readonly entries: readonly LogEntry[];
  readonly findings: readonly Finding[];
}

export interface ReplicaOptions {
  readonly ledger: LedgerId;
  readonly consortium: Digest;
  readonly verifier: SignatureVerifier;
  readonly store: ChainStore;
}
