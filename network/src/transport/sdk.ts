import type { Endpoint } from '../connection-profile.js';
import { connectionProfile } from '../connection-profile.js';
import { serializeIdentity } from '../identity/signing.js';
import { signLowS } from '../identity/ecdsa.js';
import type { Identity } from '../identity/types.js';
import { createPrivateKey } from 'node:crypto';

/** What is called of fabric-network and fabric-common; their own types name much more, and in part not what they do. */
export interface Endorser {
  readonly name: string;
  readonly mspid: string;
  readonly endpoint: { readonly url: string };
  checkConnection(): Promise<boolean>;
  sendProposal(
    signed: { readonly signature: Uint8Array; readonly proposal_bytes: Uint8Array },
    timeout: number,
  ): Promise<ProposalResponse>;
}
export interface ProposalResponse {
  readonly response: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
  readonly payload: Uint8Array;
  readonly endorsement?: { readonly endorser: Uint8Array; readonly signature: Uint8Array } | null;
}
export interface Committer {
  readonly name: string;
  readonly endpoint: { readonly url: string };
  checkConnection(): Promise<boolean>;
  sendBroadcast(
    envelope: { readonly signature: Uint8Array; readonly payload: Uint8Array },
    timeout: number,
  ): Promise<{ readonly status: string; readonly info: string }>;
}
export interface Interest {
  readonly name: string;
  readonly collectionNames: readonly string[];
  readonly noPrivateReads: boolean;
}
export interface DiscoveredPeer {
  readonly mspid: string;
  /** `host:port`. */
  readonly endpoint: string;
  readonly ledgerHeight?: { toString(): string };
  readonly chaincodes?: readonly { readonly name: string }[];
}
export interface DiscoveryResults {
  readonly peers_by_org?: Readonly<Record<string, { readonly peers: readonly DiscoveredPeer[] }>>;
  readonly endorsement_plan?: {
    readonly groups: Readonly<Record<string, { readonly peers: readonly DiscoveredPeer[] }>>;
    readonly layouts: readonly Readonly<Record<string, number>>[];
  };
}
interface DiscoveryService {
  build(identity: object, request: { readonly interest?: readonly Interest[] }): void;
  sign(identity: object): void;
  send(request: {
    readonly asLocalhost: boolean;
    readonly requestTimeout: number;
    readonly targets: readonly object[];
  }): Promise<DiscoveryResults>;
}
interface Discoverer {
  setEndpoint(endpoint: object): void;
}
interface Channel {
  getEndorsers(mspId?: string): Endorser[];
  getCommitters(): Committer[];
  newDiscoveryService(name: string): DiscoveryService;
  readonly client: { newDiscoverer(name: string, mspId: string): Discoverer };
}
interface Gateway {
  readonly identityContext: object;
  connect(profile: object, options: object): Promise<void>;
  getNetwork(channel: string): Promise<{ getChannel(): Channel }>;
  disconnect(): void;
}

/** One organization's connections to a channel, as fabric-network holds them. */
export interface Sdk {
  readonly endorsers: (mspId?: string) => readonly Endorser[];
  readonly committers: () => readonly Committer[];
  /** Asks a peer's discovery service, one's own organization's first, and connects to what is new. */
  readonly discover: (interest?: Interest) => Promise<DiscoveryResults>;
  readonly close: () => void;
}

export interface SdkOptions {
  readonly channel: string;
  readonly identity: Identity;
  readonly peers: ReadonlyMap<string, readonly Endpoint[]>;
  readonly orderers: readonly Endpoint[];
}

/** Milliseconds that a node may take to accept a connection; fabric-common waits for dead ones one after another. */
const CONNECT_PATIENCE = 1_000;
const DISCOVERY_DEADLINE = 10_000;

/**
 * fabric-network with nothing on its console: by default it writes what fails there, where `--json` and progress go. Loaded
 * only where it is used, which takes 1.7 s and 105 MB.
 */
export function loadFabricNetwork(): Promise<typeof import('fabric-network')> {
  process.env['HFC_LOGGING'] ??= '{}';
  return import('fabric-network');
}

export async function connectSdk(options: SdkOptions): Promise<Sdk> {
  const { Gateway: GatewayClass } = await loadFabricNetwork();
  const gateway = new GatewayClass() as unknown as Gateway;
  await gateway.connect(connectionProfile(options), {
    identity: { type: 'X.509', mspId: options.identity.mspId },
    identityProvider: { getUserContext: () => Promise.resolve(userOf(options.identity)) },
    // Asked for below, as often as needed: fabric-network asks once and fails where the first peer is away.
    discovery: { enabled: false },
    'connection-options': { 'grpc-wait-for-ready-timeout': CONNECT_PATIENCE },
  });
  const channel = (await gateway.getNetwork(options.channel)).getChannel();
  const targets = discoverersOf(channel, options.identity.mspId);
  return {
    endorsers: (mspId) => channel.getEndorsers(mspId),
    committers: () => channel.getCommitters(),
    discover: (interest) => {
      const service = channel.newDiscoveryService(options.channel);
      service.build(gateway.identityContext, interest === undefined ? {} : { interest: [interest] });
      service.sign(gateway.identityContext);
      return service.send({ asLocalhost: false, requestTimeout: DISCOVERY_DEADLINE, targets });
    },
    close: () => {
      gateway.disconnect();
    },
  };
}

/** Those of the profile, one's own first. */
function discoverersOf(channel: Channel, own: string): Discoverer[] {
  const all = channel.getEndorsers();
  const inOrder = all.toSorted((one, other) => Number(other.mspid === own) - Number(one.mspid === own));
  return inOrder.map(({ name, mspid, endpoint }) => {
    const discoverer = channel.client.newDiscoverer(name, mspid);
    discoverer.setEndpoint(endpoint);
    return discoverer;
  });
}

/** Signs what fabric-network asks for with the key where it is: no wallet and no copy of it in elliptic's form. */
function userOf({ mspId, certificate, privateKey }: Identity): object {
  const key = createPrivateKey(privateKey);
  return {
    getName: () => mspId,
    getMspid: () => mspId,
    getIdentity: () => ({ serialize: () => Buffer.from(serializeIdentity(mspId, certificate)) }),
    getSigningIdentity: () => ({ sign: (message: Uint8Array) => signLowS(key, message) }),
  };
}
