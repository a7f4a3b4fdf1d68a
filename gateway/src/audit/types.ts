import type { Digest, LedgerId } from '@onceledger/chaincode/domain';
import type { Block } from '@onceledger/network/blocks';
import type { Finding } from '../read-model/types.js';

export interface AuditOptions {
  readonly ledger: LedgerId;
  /** Digest of the bootstrap body that the consortium agreed on. */
  readonly consortium: Digest;
  readonly blocks: AsyncIterable<Block>;
  /** Signed checkpoints at hand: each root is compared with the one recomputed at its size. */
  readonly checkpoints?: readonly string[];
  readonly onProgress?: (blocks: number) => void;
}
export interface AuditReport {
  readonly ledger: LedgerId;
  readonly blocks: number;
  readonly transactions: number;
  readonly valid: number;
  /** Signatures verified: by keys of organizations (blocks, creators, endorsers) and by keys of those who act. */
  /** Hashed, those under signatures included. */
  readonly bytes: number;
  readonly signatures: { readonly organizations: number; readonly acts: number };
  /** SHA-256 computed on blocks and transactions. */
  readonly hashes: number;
  readonly records: Readonly<Record<string, number>>;
  readonly log: { readonly size: number; readonly root: Digest };
  /** Empty: everything holds. */
  readonly findings: readonly Finding[];
}
