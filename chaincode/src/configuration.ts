import type { Clock, Digest, LedgerId } from './domain/index.js';

/**
 * What one organization's chaincode process knows before any client speaks to it. Under `fabric-chaincode-node` it comes
 * from the environment (`environment.ts`); the embedded node passes it to `contractsFor`.
 */
export interface ChaincodeConfiguration {
  /** Channel and digest of the genesis block: acts for any other ledger are refused. */
  readonly ledger: LedgerId;
  /** Digest of the canonical JSON of the `BootstrapBody` that the consortium agreed on. */
  readonly consortium: Digest;
  /** The endorser's own clock; contracts refuse transaction timestamps too far from it. */
  readonly clock: Clock;
  /**
   * How far, in seconds; the consortium's `clockToleranceSeconds`, by default 60. It is configuration and no read of the
   * settings record, since only refusals depend on it and every read costs throughput.
   */
  readonly clockToleranceSeconds?: number;
}

export const CLOCK_TOLERANCE_SECONDS = 60;
