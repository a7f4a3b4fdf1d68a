import { createRequire } from 'node:module';
import { peer } from '@hyperledger/fabric-protos';
import { announceLimits } from '../ledger/peer-batches.js';
import type { DirectChaincode } from './direct-chaincode.js';

export interface ServerOptions {
  /** `host:port` to listen on. */
  readonly address: string;
  /** `label:hash` of the package that the peers have installed. */
  readonly ccid: string;
  /** Absent: without TLS. */
  readonly tlsProps?: { readonly cert: Buffer; readonly key: Buffer; readonly clientCACerts?: Buffer };
}
interface PeerStream {
  on(event: 'data', listener: (message: peer.ChaincodeMessage) => void): void;
}

type ServerConstructor = new (
  chaincode: DirectChaincode,
  options: object,
) => {
  connect(stream: PeerStream): void;
  start(): Promise<void>;
};
const Server = createRequire(import.meta.url)('fabric-shim/lib/server.js') as ServerConstructor;

/** fabric-shim's server, which hears besides what each peer takes in one message. */
export class ChaincodeServer extends Server {
  constructor(chaincode: DirectChaincode, options: ServerOptions) {
    super(chaincode, { ...GRPC, ...options });
  }

  override connect(stream: PeerStream): void {
    stream.on('data', (message) => {
      if (message.getType() === peer.ChaincodeMessage.Type.READY)
        announceLimits(stream, limitsIn(message.getPayload_asU8()));
    });
    super.connect(stream);
  }
}

/** As `fabric-chaincode-node server` sets them. */
const GRPC = {
  'grpc.max_send_message_length': -1,
  'grpc.max_receive_message_length': -1,
  'grpc.keepalive_time_ms': 110_000,
  'grpc.http2.min_time_between_pings_ms': 110_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.http2.max_pings_without_data': 0,
  'grpc.keepalive_permit_without_calls': 1,
};

/** Peers before Fabric 3.1 send nothing. */
function limitsIn(payload: Uint8Array): { readonly reads: number; readonly writes: number } {
  const said = peer.ChaincodeAdditionalParams.deserializeBinary(payload);
  return {
    reads: said.getUseGetMultipleKeys() ? said.getMaxSizeGetMultipleKeys() : 0,
    writes: said.getUseWriteBatch() ? said.getMaxSizeWriteBatch() : 0,
  };
}
