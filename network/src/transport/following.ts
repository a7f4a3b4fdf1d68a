import { common, orderer, peer } from '@hyperledger/fabric-protos';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { encodeSignatureHeader } from '../blocks/encode.js';
import { headerOf } from '../blocks/encode-transaction.js';
import type { KeySigner } from '../identity/signing.js';
import type { GatewayClient } from '../embedded/node.js';
import { METHODS } from '../embedded/server/methods.js';
import { randomBytes } from 'node:crypto';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { unavailable } from './discovery.js';

interface Following {
  readonly client: GatewayClient;
  readonly signer: KeySigner;
  readonly channel: string;
}

/** Blocks from a number on, as a peer's Deliver service streams them, until the signal. */
export async function* follow(
  { client, signer, channel }: Following,
  start: bigint,
  signal: AbortSignal,
): AsyncGenerator<{ readonly number: bigint; readonly bytes: Uint8Array }> {
  const stream = client.makeBidiStreamRequest(METHODS.deliver, serialize, read, {});
  const stop = (): void => {
    stream.cancel();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    stream.write(await seek(signer, channel, start));
    yield* blocksOf(stream);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function* blocksOf(
  stream: ClientDuplexStream<common.Envelope, peer.DeliverResponse>,
): AsyncGenerator<{ readonly number: bigint; readonly bytes: Uint8Array }> {
  for await (const answer of stream as AsyncIterable<peer.DeliverResponse>) {
    const block = answer.getBlock();
    if (block === undefined) throw unavailable(`the peer ended the stream with status ${answer.getStatus()}`);
    yield { number: BigInt(block.getHeader()?.getNumber() ?? 0), bytes: block.serializeBinary() };
  }
}

/** common.Envelope of a DELIVER_SEEK_INFO: from a block on, without end. */
async function seek(signer: KeySigner, channel: string, start: bigint): Promise<common.Envelope> {
  const header = new common.ChannelHeader();
  header.setType(common.HeaderType.DELIVER_SEEK_INFO);
  header.setChannelId(channel);
  header.setTimestamp(timestamps.Timestamp.fromDate(new Date()));
  const info = new orderer.SeekInfo();
  info.setStart(position(Number(start)));
  info.setStop(position(Number.MAX_SAFE_INTEGER));
  info.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);
  const payload = new common.Payload();
  payload.setHeader(
    headerOf(header.serializeBinary(), encodeSignatureHeader(signer.serializedIdentity, randomBytes(24))),
  );
  payload.setData(info.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(await signer.signLater(envelope.getPayload_asU8()));
  return envelope;
}

function position(number: number): orderer.SeekPosition {
  const specified = new orderer.SeekSpecified();
  specified.setNumber(number);
  const message = new orderer.SeekPosition();
  message.setSpecified(specified);
  return message;
}

function serialize(message: common.Envelope): Buffer {
  return Buffer.from(message.serializeBinary());
}

function read(bytes: Buffer): peer.DeliverResponse {
  return peer.DeliverResponse.deserializeBinary(bytes);
}
