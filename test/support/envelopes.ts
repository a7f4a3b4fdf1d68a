import type { ConnectOptions, Contract, ProposalOptions } from '@hyperledger/fabric-gateway';
import { common, gateway as messages } from '@hyperledger/fabric-protos';
import type { Ledger } from '@onceledger/gateway';

/** A transaction as it goes to the orderers. */
export interface SignedEnvelope {
  readonly envelope: Uint8Array;
  readonly transactionId: string;
}

/** Endorsed and signed, and not submitted. */
export async function signedEnvelope(
  contract: Contract,
  name: string,
  options: ProposalOptions,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<SignedEnvelope> {
  const endorsed = await contract.newProposal(name, options).endorse();
  const prepared = messages.PreparedTransaction.deserializeBinary(endorsed.getBytes());
  const envelope = prepared.getEnvelope()!;
  envelope.setSignature(await sign(envelope.getPayload_asU8()));
  return { envelope: envelope.serializeBinary(), transactionId: endorsed.getTransactionId() };
}

/** The same envelope under the name of another channel; what was signed is no longer what stands there. */
export function renamedEnvelope(bytes: Uint8Array, channel: string): Uint8Array {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
  header.setChannelId(channel);
  payload.getHeader()!.setChannelHeader(header.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  return envelope.serializeBinary();
}

/** Signed by whoever is content with what stands there now. */
export async function signedAnew(
  bytes: Uint8Array,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const envelope = common.Envelope.deserializeBinary(bytes);
  envelope.setSignature(await sign(envelope.getPayload_asU8()));
  return envelope.serializeBinary();
}

/** Hands an envelope to the peer's Gateway service as it stands. */
export function submitEnvelope(
  peer: ConnectOptions['client'],
  channel: string,
  { envelope, transactionId }: SignedEnvelope,
): Promise<void> {
  const request = new messages.SubmitRequest();
  request.setChannelId(channel);
  request.setTransactionId(transactionId);
  request.setPreparedTransaction(common.Envelope.deserializeBinary(envelope));
  return new Promise((resolve, reject) => {
    peer.makeUnaryRequest(
      '/gateway.Gateway/Submit',
      (message: messages.SubmitRequest) => Buffer.from(message.serializeBinary()),
      (bytes: Buffer) => bytes,
      request,
      (error: Error | null) => {
        if (error === null) resolve();
        else reject(error);
      },
    );
  });
}

/** Validation codes of every envelope of that transaction, once there are so many. */
export async function codesOf(ledger: Ledger, id: string, count: number): Promise<number[]> {
  const stop = new AbortController();
  const codes: number[] = [];
  for await (const { envelopes, metadata } of ledger.blocks(0n, stop.signal)) {
    for (const [index, envelope] of envelopes.entries())
      if (envelope.kind === 'transaction' && envelope.transactionId === id)
        codes.push(metadata.validationCodes[index]!);
    if (codes.length === count) stop.abort();
  }
  return codes;
}
