import { readFileSync } from 'node:fs';
import type {
  ActPayload,
  ClaimPath,
  ClaimProof,
  CommitmentScope,
  Digest,
  ErrorCode,
  KeyId,
  PublicJwk,
  SaltedClaims,
  SignedAct,
} from '@onceledger/chaincode/domain';

/** The files under docs/spec/vectors: anybody's second implementation is held to the same ones. */
const VECTORS = new URL('../../../docs/spec/vectors/', import.meta.url);

interface Noted {
  readonly note: string;
}
export interface UsccVectors {
  readonly valid: readonly (Noted & { readonly code: string })[];
  readonly invalid: readonly (Noted & { readonly code: string })[];
}
export interface ResidentNumberVectors {
  readonly valid: readonly (Noted & { readonly number: string })[];
  readonly invalid: readonly (Noted & { readonly number: string })[];
}
export interface CanonicalJsonVectors {
  readonly documents: readonly (Noted & { readonly source: string; readonly canonical: string })[];
  readonly numbers: readonly { readonly ieee754: string; readonly text: string }[];
  readonly refused: readonly (Noted & {
    readonly source: string;
    readonly line: number;
    readonly column: number;
    readonly path: string;
  })[];
  readonly notCanonical: readonly (Noted & { readonly source: string })[];
}
export interface MerkleVectors {
  readonly emptyRoot: string;
  readonly leaves: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly {
    readonly index: number;
    readonly size: number;
    readonly proof: readonly string[];
  }[];
  readonly consistency: readonly {
    readonly oldSize: number;
    readonly newSize: number;
    readonly proof: readonly string[];
  }[];
}
export interface CommitmentVectors {
  readonly commitments: readonly {
    readonly scope: CommitmentScope;
    readonly context: string;
    readonly claims: SaltedClaims;
    readonly leaves: Readonly<Record<ClaimPath, Digest>>;
    readonly root: Digest;
    readonly proofs: Readonly<Record<ClaimPath, ClaimProof>>;
  }[];
}
export interface ActVectors {
  readonly key: PublicJwk;
  readonly keyId: KeyId;
  readonly payload: ActPayload;
  readonly canonicalPayload: string;
  readonly signed: SignedAct;
  readonly refused: readonly (Noted & { readonly code: ErrorCode; readonly signed: SignedAct })[];
}

export const usccVectors = (): UsccVectors => read('uscc.json') as UsccVectors;
export const residentNumberVectors = (): ResidentNumberVectors =>
  read('resident-number.json') as ResidentNumberVectors;
export const canonicalJsonVectors = (): CanonicalJsonVectors =>
  read('canonical-json.json') as CanonicalJsonVectors;
export const merkleVectors = (): MerkleVectors => read('merkle.json') as MerkleVectors;
export const commitmentVectors = (): CommitmentVectors => read('commitment.json') as CommitmentVectors;
export const actVectors = (): ActVectors => read('act.json') as ActVectors;

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8'));
}
