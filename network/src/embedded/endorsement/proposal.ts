import { common, peer } from '@hyperledger/fabric-protos';
import { proposalHash, withoutTransient } from '../../blocks/encode-transaction.js';
import type { CryptoCounters } from '../../blocks/hashes.js';

/** A signed proposal taken apart once for all endorsers. Its parts are views into the given bytes. */
export interface Proposal {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly type: number;
  readonly epoch: number;
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: Date | undefined;
  readonly channelHeader: Uint8Array;
  readonly signatureHeader: Uint8Array;
  readonly nonce: Uint8Array;
  readonly creator: Uint8Array;
  readonly chaincode: string;
  readonly args: readonly Uint8Array[];
  readonly hasTransient: boolean;
  /** Serialized ChaincodeProposalPayload without the transient map: the part that goes into the transaction. */
  readonly payload: Uint8Array;
  /** SHA-256 of channel header, signature header and payload: what endorsers sign. */
  readonly hash: Uint8Array;
}

/** Throws plain errors in the words of a peer's `UnpackProposal`. */
export function unpackProposal(
  bytes: Uint8Array,
  signature: Uint8Array,
  counters?: CryptoCounters,
): Proposal {
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const parts = {
    channelHeader: header.getChannelHeader_asU8(),
    signatureHeader: header.getSignatureHeader_asU8(),
    payload: withoutTransient(proposal.getPayload_asU8()),
  };
  return {
    bytes,
    signature,
    type: channelHeader.getType(),
    epoch: channelHeader.getEpoch(),
    channel: channelHeader.getChannelId(),
    transactionId: channelHeader.getTxId(),
    timestamp: channelHeader.getTimestamp()?.toDate(),
    nonce: signatureHeader.getNonce_asU8(),
    creator: signatureHeader.getCreator_asU8(),
    chaincode: chaincodeName(channelHeader.getExtension_asU8()),
    args: chaincodeArgs(payload.getInput_asU8()),
    hasTransient: payload.getTransientmapMap().getLength() > 0,
    ...parts,
    hash: proposalHash(parts, counters),
  };
}

function chaincodeName(extension: Uint8Array): string {
  const id = peer.ChaincodeHeaderExtension.deserializeBinary(extension).getChaincodeId();
  if (!id) throw new Error('ChaincodeHeaderExtension.ChaincodeId is nil');
  if (id.getName() === '') throw new Error('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
  return id.getName();
}

function chaincodeArgs(input: Uint8Array): Uint8Array[] {
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(input).getChaincodeSpec();
  if (!spec) throw new Error('chaincode invocation spec did not contain chaincode spec');
  const args = spec.getInput();
  if (!args) throw new Error('chaincode input did not contain any input');
  return args.getArgsList_asU8();
}
