import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { encodeSignatureHeader } from './encode.js';
import { encodeChannelHeader, headerOf, signEnvelope } from './encode-transaction.js';
import type { Signer } from './signer.js';

/** A serialized common.Envelope of type CONFIG_UPDATE: the update with everybody's signature, sent by the first. */
export function signConfigUpdate(
  channel: string,
  update: common.ConfigUpdate,
  signers: readonly [Signer, ...Signer[]],
): Uint8Array {
  const bytes = update.serializeBinary();
  const message = new common.ConfigUpdateEnvelope();
  message.setConfigUpdate(bytes);
  message.setSignaturesList(signers.map((signer) => signatureOver(bytes, signer)));
  const [sender] = signers;
  const header = common.ChannelHeader.deserializeBinary(
    encodeChannelHeader({ channel, transactionId: '', timestamp: new Date() }),
  );
  header.setType(common.HeaderType.CONFIG_UPDATE);
  const payload = new common.Payload();
  const nonce = randomBytes(24);
  payload.setHeader(
    headerOf(header.serializeBinary(), encodeSignatureHeader(sender.serializedIdentity, nonce)),
  );
  payload.setData(message.serializeBinary());
  return signEnvelope(payload.serializeBinary(), sender);
}

function signatureOver(update: Uint8Array, signer: Signer): common.ConfigSignature {
  const header = encodeSignatureHeader(signer.serializedIdentity, randomBytes(24));
  const signature = new common.ConfigSignature();
  signature.setSignatureHeader(header);
  signature.setSignature(signer.sign(Buffer.concat([header, update])));
  return signature;
}
