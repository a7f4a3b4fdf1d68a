import type { Endpoint } from '../connection-profile.js';
import type { GatewayClient } from '../embedded/node.js';
import { InProcessClient } from '../embedded/server/in-process-client.js';
import { signerOf } from '../identity/signing.js';
import type { Identity } from '../identity/types.js';
import { Discovery } from './discovery.js';
import { follow } from './following.js';
import { NetworkService } from './network-service.js';
import { OwnQueries } from './own-queries.js';
import { connectSdk } from './sdk.js';

export interface NetworkClientOptions {
  readonly channel: string;
  readonly organization: string;
  readonly identity: Identity;
  readonly peers: ReadonlyMap<string, readonly Endpoint[]>;
  readonly orderers: readonly Endpoint[];
  /** To the organization's own peers, for their block streams. */
  readonly deliver: GatewayClient;
}
export interface NetworkClient {
  /** As `connect({ client })` of fabric-gateway takes it. */
  readonly client: GatewayClient;
  close(): void;
}

/**
 * fabric-network as the second transport: for peers without the Gateway service (Fabric 2.2, 2.3). What fabric-gateway
 * calls is answered here by endorsers and orderers themselves, chosen by the discovery service; proposals and envelopes
 * pass as their client signed them.
 */
export async function networkClient(options: NetworkClientOptions): Promise<NetworkClient> {
  const { channel, deliver, identity, organization } = options;
  const signer = signerOf(identity);
  const sdk = await connectSdk(options);
  const service = new NetworkService({
    sdk,
    discovery: new Discovery(sdk),
    queries: new OwnQueries(sdk, signer, { channel, organization }),
    channel,
    organization,
    identity: signer.serializedIdentity,
    follow: (start, signal) => follow({ client: deliver, signer, channel }, start, signal),
  });
  return { client: new TransportClient(service, deliver) as unknown as GatewayClient, close: sdk.close };
}

/** Block streams straight from a peer, which fabric-gateway has signed for already; everything else from here. */
class TransportClient extends InProcessClient {
  readonly #deliver: GatewayClient;

  constructor(service: NetworkService, deliver: GatewayClient) {
    super(service);
    this.#deliver = deliver;
  }

  override makeBidiStreamRequest(...parameters: Parameters<InProcessClient['makeBidiStreamRequest']>) {
    return this.#deliver.makeBidiStreamRequest(
      ...(parameters as unknown as Parameters<GatewayClient['makeBidiStreamRequest']>),
    ) as unknown as ReturnType<InProcessClient['makeBidiStreamRequest']>;
  }
}
