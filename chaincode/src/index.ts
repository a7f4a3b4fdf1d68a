import type { ChaincodeConfiguration } from './configuration.js';
import { bindContracts, type ContractClass } from './contracts/index.js';
import { AjvSchemas, NodeSignatureVerifier } from './crypto/index.js';
import { environmentConfiguration } from './environment.js';

export type { ChaincodeConfiguration } from './configuration.js';
export type { ContractClass } from './contracts/index.js';
export { environmentConfiguration } from './environment.js';

/** Imported keys and compiled schemas are pure functions of their bytes: every ledger of a process shares them. */
const verifier = new NodeSignatureVerifier();
/** A chaincode process shares the machine with its peer. */
const ownVerifier = new NodeSignatureVerifier({ threads: false });
const schemas = new AjvSchemas();

/** Genuine contract classes for one ledger, as fabric-shim takes them: each call makes new ones. */
export function contractsFor(configuration: ChaincodeConfiguration): ContractClass[] {
  return bindContracts({ configuration, verifier, schemas });
}

/** What a chaincode process loads; configured by the environment, read when the first function runs. */
export const contracts: ContractClass[] = bindContracts({
  configuration: environmentConfiguration(),
  schemas,
  verifier: ownVerifier,
});
