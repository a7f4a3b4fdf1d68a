import { common, peer } from '@hyperledger/fabric-protos';
import { proposalHash, type Proposal, type Signer } from '@onceledger/network/blocks';

/** Functions that take one message of a transaction apart, let a test spoil it, and put it together again. */
type Change<Message> = (message: Message) => void;

export function alterPayload(change: Change<common.Payload>): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const payload = common.Payload.deserializeBinary(bytes);
    change(payload);
    return payload.serializeBinary();
  };
}

export function alterChannelHeader(change: Change<common.ChannelHeader>): (bytes: Uint8Array) => Uint8Array {
  return alterPayload((payload) => {
    const header = payload.getHeader() ?? new common.Header();
    const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    change(channel);
    header.setChannelHeader(channel.serializeBinary());
  });
}

export function alterSignatureHeader(
  change: Change<common.SignatureHeader>,
): (bytes: Uint8Array) => Uint8Array {
  return alterPayload((payload) => {
    const header = payload.getHeader() ?? new common.Header();
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    change(signature);
    header.setSignatureHeader(signature.serializeBinary());
  });
}

export function alterTransaction(change: Change<peer.Transaction>): (bytes: Uint8Array) => Uint8Array {
  return alterPayload((payload) => {
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    change(transaction);
    payload.setData(transaction.serializeBinary());
  });
}

export function alterAction(change: Change<peer.TransactionAction>): (bytes: Uint8Array) => Uint8Array {
  return alterTransaction((transaction) => {
    change(transaction.getActionsList()[0]!);
  });
}

/** The response that endorsers sign. */
export function alterResult(change: Change<peer.ChaincodeAction>): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const response = peer.ProposalResponsePayload.deserializeBinary(bytes);
    const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    change(action);
    response.setExtension$(action.serializeBinary());
    return response.serializeBinary();
  };
}

export function alterExtension(extension: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const response = peer.ProposalResponsePayload.deserializeBinary(bytes);
    response.setExtension$(extension);
    return response.serializeBinary();
  };
}

/** The chaincode that the channel header names; endorsers have seen the same header. */
export function alterHeaderExtension(extension: Uint8Array): (proposal: Proposal) => Proposal {
  return (proposal) => {
    const header = common.ChannelHeader.deserializeBinary(proposal.channelHeader);
    header.setExtension$(extension);
    const parts = { ...proposal, channelHeader: header.serializeBinary() };
    return { ...parts, hash: proposalHash(parts) };
  };
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other S that verifies just as well: order of P-256 minus S. */
export function highS(signer: Signer): Signer {
  return {
    ...signer,
    sign: (message) => {
      const signature = Buffer.from(signer.sign(message));
      const at = 4 + signature[3]!;
      const high = ORDER - BigInt(`0x${signature.subarray(at + 2).toString('hex')}`);
      const s = Buffer.from(`00${high.toString(16)}`, 'hex');
      const content = Buffer.concat([signature.subarray(2, at), Uint8Array.of(2, s.length), s]);
      return Buffer.concat([Uint8Array.of(0x30, content.length), content]);
    },
  };
}

/** A field of length ten of which nothing follows. */
export const CUT_OFF = Uint8Array.of(10, 10);
