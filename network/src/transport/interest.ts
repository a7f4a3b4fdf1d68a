import { peer } from '@hyperledger/fabric-protos';
import { decodeReadWriteSet } from '../blocks/decode-rwset.js';
import type { Proposal } from '../embedded/endorsement/proposal.js';
import type { Interest } from './sdk.js';

/**
 * What discovery must know for a plan, from what the first endorser simulated: peers without a Gateway service do not tell it
 * by themselves. A private read asks for members of the collection alone, and so does transient data, which nobody else is to
 * see. A hash that was read counts as a private read, which at most asks more of the endorsers than needed.
 */
export function interestOf({ chaincode, hasTransient }: Proposal, payload: Uint8Array): Interest {
  const collections = decodeReadWriteSet(resultsOf(payload))
    .filter(({ namespace }) => namespace === chaincode)
    .flatMap((set) => set.collections);
  return {
    name: chaincode,
    collectionNames: collections.map(({ collection }) => collection).sort(),
    noPrivateReads: !hasTransient && collections.every(({ hashedReads }) => hashedReads.length === 0),
  };
}

/** Serialized rwset.TxReadWriteSet. */
function resultsOf(payload: Uint8Array): Uint8Array {
  const message = peer.ProposalResponsePayload.deserializeBinary(payload);
  const action = peer.ChaincodeAction.deserializeBinary(message.getExtension_asU8());
  return action.getResults_asU8();
}
