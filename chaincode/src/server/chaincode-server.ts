import { peer } from '@hyperledger/fabric-protos';
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createRequire } from 'node:module';
import { announceLimits } from '../ledger/peer-batches.js';
import type { DirectChaincode } from './direct-chaincode.js';
import { MessageStream } from './message-stream.js';
import { ChaincodeID, ChaincodeMessage } from '../ledger/shim-messages.js';

export interface ServerOptions {
  /** `host:port` to listen on. */
  readonly address: string;
  /** `label:hash` of the package that the peers have installed. */
  readonly ccid: string;
  /** Absent: without TLS. Without `clientCACerts` every client is let in. */
  readonly tlsProps?: { readonly cert: Buffer; readonly key: Buffer; readonly clientCACerts?: Buffer };
}

/** What fabric-shim's handler uses of a stream. */
interface PeerStream {
  on(event: 'data', listener: (message: peer.ChaincodeMessage) => void): unknown;
  write(message: peer.ChaincodeMessage): void;
}
type HandlerConstructor = new (
  stream: PeerStream,
  chaincode: DirectChaincode,
) => { chat(first: peer.ChaincodeMessage): void };
const { ChaincodeMessageHandler } = createRequire(import.meta.url)('fabric-shim/lib/handler.js') as {
  readonly ChaincodeMessageHandler: HandlerConstructor;
};

/** `Connect` of the service `Chaincode`, peer/chaincode_shim.proto: the one method there is. */
const CONNECT = '/protos.Chaincode/Connect';
const GRPC = { ':status': 200, 'content-type': 'application/grpc' } as const;
const OK = '0';
const UNIMPLEMENTED = '12';
/** Bytes that a peer may send ahead: sealed parts come in megabytes. */
const AHEAD = 4 * 1024 * 1024;
/** Milliseconds until the system asks whether a silent peer is still there. */
const SILENCE = 60_000;

/**
 * fabric-shim's handler on node:http2 (ADR 12). It hears besides what each peer takes in one message.
 */
export class ChaincodeServer {
  readonly #chaincode: DirectChaincode;
  readonly #options: ServerOptions;

  constructor(chaincode: DirectChaincode, options: ServerOptions) {
    this.#chaincode = chaincode;
    this.#options = options;
  }

  start(): Promise<void> {
    const server = newServer(this.#options);
    server.on('session', (session) => {
      session.setLocalWindowSize(AHEAD);
      session.socket.setKeepAlive(true, SILENCE);
      // A peer that goes away ends its session in one way or another; it comes again.
      session.on('error', () => undefined);
    });
    server.on('stream', (stream, headers) => {
      this.#accept(stream, headers);
    });
    const { host, port } = splitAddress(this.#options.address);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  }

  /** Begins the talk with a peer. */
  connect(stream: PeerStream): void {
    stream.on('data', (message) => {
      if (message.getType() === peer.ChaincodeMessage.Type.READY)
        announceLimits(stream, limitsIn(message.getPayload_asU8()));
    });
    new ChaincodeMessageHandler(stream, this.#chaincode).chat(registration(this.#options.ccid));
  }

  #accept(stream: ServerHttp2Stream, { ':path': path }: IncomingHttpHeaders): void {
    if (path !== CONNECT) {
      stream.respond({ ...GRPC, 'grpc-status': UNIMPLEMENTED }, { endStream: true });
      return;
    }
    stream.respond(GRPC, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers({ 'grpc-status': OK });
    });
    this.connect(new MessageStream(stream));
  }
}

function newServer({ tlsProps }: ServerOptions): Http2Server {
  const settings = { initialWindowSize: AHEAD };
  if (tlsProps === undefined) return createServer({ settings });
  const { cert, clientCACerts: ca, key } = tlsProps;
  const clients = ca === undefined ? {} : { ca, rejectUnauthorized: true, requestCert: true };
  return createSecureServer({ ...clients, cert, key, settings });
}

function registration(ccid: string): peer.ChaincodeMessage {
  const id = new ChaincodeID();
  id.setName(ccid);
  const message = new ChaincodeMessage();
  message.setType(peer.ChaincodeMessage.Type.REGISTER);
  message.setPayload(id.serializeBinary());
  return message;
}

function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  // An IPv6 address stands in brackets.
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

/** Peers before Fabric 3.1 send nothing. */
function limitsIn(payload: Uint8Array): { readonly reads: number; readonly writes: number } {
  const said = peer.ChaincodeAdditionalParams.deserializeBinary(payload);
  return {
    reads: said.getUseGetMultipleKeys() ? said.getMaxSizeGetMultipleKeys() : 0,
    writes: said.getUseWriteBatch() ? said.getMaxSizeWriteBatch() : 0,
  };
}
