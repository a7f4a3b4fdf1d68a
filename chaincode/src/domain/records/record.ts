import type { BlindedAct, SignedAct } from '../act.js';
import type { Timestamp } from '../ids.js';

export type RecordKind =
  | 'settings'
  | 'agency'
  | 'catalogue-entry'
  | 'declarant'
  | 'mandate'
  | 'declaration'
  | 'custody'
  | 'consent'
  | 'application'
  | 'reading';

/**
 * Anything stored under one key. `acts` are those that made its present version, in order: the state of the record is a
 * function of them, so whoever reads a record can recompute it. Bootstrap's records alone have none.
 */
export interface LedgerRecord {
  /** Format of the record; contracts read every format and write the active one. */
  readonly format: 1;
  readonly kind: RecordKind;
  readonly acts: readonly SignedAct[];
  /** Transaction timestamp of the latest change; never runs backwards. */
  readonly updatedAt: Timestamp;
}

/** The same for records whose acts stand in implicit collections: only salted digests and the state are on the channel. */
export interface BlindedRecord<Act = BlindedAct> extends Omit<LedgerRecord, 'acts'> {
  readonly acts: readonly Act[];
  readonly blinded: true;
}

/** What a contract function that changes the ledger answers. */
export interface Outcome {
  readonly id: string;
  readonly status: string;
  /** Digest of the record's canonical JSON: what the next act names as `previous`. */
  readonly record: string;
  readonly version?: number;
  /** True where the same act had been committed before and nothing was written. */
  readonly repeated?: true;
}

/** One entry of the chaincode event `once.v1`: no personal data. */
export interface Notice {
  readonly kind: RecordKind;
  readonly identifier: string;
  readonly version?: number;
  readonly status: string;
}
