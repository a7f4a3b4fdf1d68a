import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { once } from 'node:events';
import { fail } from '@onceledger/chaincode/domain';
import type { TlsCertificate } from '../../identity/authority.js';
import { METHODS } from './methods.js';
import { RpcError, toServiceError } from './rpc-error.js';
import type { Cancellation, RpcService } from './rpc-service.js';

type Shape = 'unary' | 'serverStream' | 'bidiStream';
type Methods = Readonly<Record<string, readonly [path: string, shape: Shape]>>;

/** The services of a logical peer, and those of the orderer. */
export const PEER_METHODS: Methods = {
  Evaluate: [METHODS.evaluate, 'unary'],
  Endorse: [METHODS.endorse, 'unary'],
  Submit: [METHODS.submit, 'unary'],
  CommitStatus: [METHODS.commitStatus, 'unary'],
  ChaincodeEvents: [METHODS.chaincodeEvents, 'serverStream'],
  Deliver: [METHODS.deliver, 'bidiStream'],
  DeliverFiltered: [METHODS.deliverFiltered, 'bidiStream'],
  DeliverWithPrivateData: [METHODS.deliverWithPrivateData, 'bidiStream'],
  ProcessProposal: [METHODS.processProposal, 'unary'],
};
export const ORDERER_METHODS: Methods = {
  Broadcast: [METHODS.broadcast, 'bidiStream'],
  Deliver: [METHODS.ordererDeliver, 'bidiStream'],
};

/** As Fabric's servers: `peer.maxRecvMsgSize`. */
const MOST_BYTES = 100 * 1024 * 1024;

export interface GrpcServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Offers a service over gRPC with TLS on one address; port 0: any free one. LEDGER_UNREACHABLE where it is taken. */
export async function serveGrpc(
  service: RpcService,
  methods: Methods,
  listen: { readonly host: string; readonly port: number; readonly tls: TlsCertificate },
): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MOST_BYTES,
    'grpc.max_send_message_length': MOST_BYTES,
  });
  server.addService(definitionOf(methods), implementationOf(service, methods));
  const { host, tls } = listen;
  const credentials = ServerCredentials.createSsl(null, [
    { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.privateKey) },
  ]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${listen.port.toString()}`, credentials, (cause, bound) => {
      if (cause) {
        reject(
          fail('LEDGER_UNREACHABLE', { detail: `${host}:${listen.port.toString()} cannot be bound`, cause }),
        );
      } else resolve(bound);
    });
  });
  return { port, close: () => shutDown(server) };
}

/** Open streams have no end of their own: they are cut. */
function shutDown(server: Server): Promise<void> {
  server.forceShutdown();
  return Promise.resolve();
}

const same = (bytes: Buffer): Buffer => bytes;

function definitionOf(methods: Methods): ServiceDefinition {
  const definitions = Object.entries(methods).map(([name, [path, shape]]) => {
    const definition: MethodDefinition<Buffer, Buffer> = {
      path,
      requestStream: shape === 'bidiStream',
      responseStream: shape !== 'unary',
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    return [name, definition] as const;
  });
  return Object.fromEntries(definitions);
}

function implementationOf(service: RpcService, methods: Methods): UntypedServiceImplementation {
  const handlers = Object.entries(methods).map(([name, [path, shape]]) => {
    const handler = {
      unary: (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        service.unary(path, call.request, cancellationOf(call)).then(
          (bytes) => {
            done(null, Buffer.from(bytes));
          },
          (error: unknown) => {
            done(toServiceError(error));
          },
        );
      },
      serverStream: (call: ServerWritableStream<Buffer, Buffer>) => {
        const signal = signalOf(call);
        void pump(call, signal, () => service.serverStream(path, call.request, signal));
      },
      bidiStream: (call: ServerDuplexStream<Buffer, Buffer>) => {
        const signal = signalOf(call);
        void pump(call, signal, () => service.bidiStream(path, call, signal));
      },
    }[shape];
    return [name, handler] as const;
  });
  return Object.fromEntries(handlers);
}

interface Cancellable {
  readonly cancelled: boolean;
  on(event: 'cancelled', listener: () => void): unknown;
}

function cancellationOf(call: Cancellable): Cancellation {
  return {
    onCancel: (listener) => {
      call.on('cancelled', () => {
        listener(cancelled());
      });
    },
  };
}

function cancelled(): RpcError {
  return new RpcError(status.CANCELLED, 'Cancelled on client');
}

function signalOf(call: Cancellable): AbortSignal {
  const controller = new AbortController();
  call.on('cancelled', () => {
    controller.abort(cancelled());
  });
  return controller.signal;
}

type Writing = ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;

/** Writes no faster than the client reads. */
async function pump(
  call: Writing,
  signal: AbortSignal,
  responses: () => AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const bytes of responses()) {
      if (!call.write(Buffer.from(bytes))) await once(call, 'drain', { signal });
    }
    call.end();
  } catch (error) {
    if (!call.cancelled) call.emit('error', toServiceError(error));
  }
}
