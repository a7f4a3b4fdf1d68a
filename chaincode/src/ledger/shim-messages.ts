import { createRequire } from 'node:module';
import type { peer } from '@hyperledger/fabric-protos';

/** fabric-shim's own copy of the messages: what its handler makes and takes. */
const load = createRequire(import.meta.url);
export const { ChaincodeID, ChaincodeMessage } = (
  createRequire(load.resolve('fabric-shim'))('@hyperledger/fabric-protos') as {
    readonly peer: Pick<typeof peer, 'ChaincodeID' | 'ChaincodeMessage'>;
  }
).peer;
