import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';

export interface DeliverServer {
  readonly port: number;
  close(): void;
}

/**
 * The part of an orderer that a peer needs to follow a channel: AtomicBroadcast.Deliver, over blocks that stand already.
 * Who asks is not checked. Loopback, without TLS.
 */
export async function serveBlocks(blocks: () => readonly Uint8Array[], port = 0): Promise<DeliverServer> {
  const server = new Server();
  server.addService(orderer.AtomicBroadcastService, {
    broadcast: (call: { end(): void }) => {
      call.end();
    },
    deliver: (call: ServerDuplexStream<common.Envelope, orderer.DeliverResponse>) => {
      call.on('data', (envelope: common.Envelope) => {
        send(call, envelope, blocks());
      });
      call.on('error', () => undefined);
      call.on('end', () => {
        call.end();
      });
    },
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, found) => {
      if (error === null) resolve(found);
      else reject(error);
    });
  });
  return {
    port: bound,
    close: () => {
      server.forceShutdown();
    },
  };
}

/** Blocks from the one asked for to the last; then the stream stays open, as an idle orderer's does. */
function send(
  call: ServerDuplexStream<common.Envelope, orderer.DeliverResponse>,
  envelope: common.Envelope,
  blocks: readonly Uint8Array[],
): void {
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const seek = orderer.SeekInfo.deserializeBinary(payload.getData_asU8());
  const start = seek.getStart()?.getSpecified()?.getNumber() ?? 0;
  for (const block of blocks.slice(start)) {
    const response = new orderer.DeliverResponse();
    response.setBlock(common.Block.deserializeBinary(block));
    call.write(response);
  }
}
