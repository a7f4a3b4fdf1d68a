import type {
  Commitment,
  CommitmentScope,
  Delivery,
  DeliveryContent,
  Digest,
  JsonValue,
  SaltedClaims,
  SealedPart,
} from '@onceledger/chaincode/domain';
import type { Checkpoint, EvidenceReport, LogEntry } from '@onceledger/gateway';
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

const VECTORS = new URL('../../../docs/spec/vectors/', import.meta.url);

export interface SealedPartVectors {
  readonly place: CommitmentScope;
  readonly commitment: Commitment;
  readonly context: string;
  readonly claims: SaltedClaims;
  readonly keys: Readonly<Record<string, JsonWebKey>>;
  readonly sealed: SealedPart;
}
export interface DeliveryVectors {
  readonly content: DeliveryContent;
  readonly key: JsonWebKey;
  readonly delivery: Delivery;
  readonly digest: Digest;
}
export interface LogVectors {
  readonly entries: readonly LogEntry[];
  /** Canonical JSON of the first entry. */
  readonly first: string;
  readonly leaves: readonly Digest[];
  /** Of every size from nought. */
  readonly roots: readonly Digest[];
  readonly proofs: readonly {
    readonly index: number;
    readonly size: number;
    readonly path: readonly Digest[];
  }[];
}
export interface CheckpointVectors {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly verifierKey: string;
  readonly refused: readonly { readonly why: string; readonly note: string }[];
}
export interface EvidenceVectors {
  readonly disclosure: JsonValue;
  readonly report: EvidenceReport;
  readonly trust: JsonValue;
  /** The value at a JSON Pointer of the disclosure replaced, and the step at which it is refused. */
  readonly refused: readonly {
    readonly why: string;
    readonly path: string;
    readonly value: JsonValue;
    readonly step: string;
  }[];
}

export const sealedPartVectors = (): SealedPartVectors => read('sealed-part.json') as SealedPartVectors;
export const deliveryVectors = (): DeliveryVectors => read('delivery.json') as DeliveryVectors;
export const logVectors = (): LogVectors => read('log.json') as LogVectors;
export const checkpointVectors = (): CheckpointVectors => read('checkpoint.json') as CheckpointVectors;
export const evidenceVectors = (): EvidenceVectors => read('evidence.json') as EvidenceVectors;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8'));
}
