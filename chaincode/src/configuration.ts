import type { Clock, Digest, LedgerId } from './domain/index.js';

/**
 * What one organization's chaincode process knows before any client speaks to it. Under `fabric-chaincode-node` it comes
 * from the environment (ONCE_LEDGER, ONCE_CONSORTIUM_DIGEST); the embedded node passes it to `contractsFor`.
 */
export interface ChaincodeConfiguration {
  /** Channel and digest of the genesis block: acts for any other ledger are refused. */
  readonly ledger: LedgerId;
  /** Digest of the canonical JSON of the `BootstrapBody` that the consortium agreed on. */
  readonly consortium: Digest;
  /** The endorser's own clock; contracts refuse transaction timestamps too far from it. */
  readonly clock: Clock;
}
