import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@onceledger/chaincode/domain';
import { ORDERER_MSP } from '../../blocks/genesis.js';
import { connectionProfile, type Endpoint, type ProfileFacts } from '../../connection-profile.js';
import { issueTlsCertificate } from '../../identity/authority.js';
import type { EmbeddedNode } from '../node.js';
import { type GrpcServer, ORDERER_METHODS, PEER_METHODS, serveGrpc } from '../server/grpc-server.js';
import type { RpcService } from '../server/rpc-service.js';
import { closeAll } from './durable.js';
import { type IdentityPlaces, readAuthority } from './identities.js';
import { RunningNode } from './running-node.js';

export interface ServeOptions {
  /** Port of each organization's logical peer and of `orderer`; absent or 0: any free one. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** `ledger/server.json`: how other processes of this machine reach the ledger. docs/spec/server.md. */
export interface ServerInfo {
  readonly pid: number;
  readonly ledger: string;
  /** PEM of the certificate authorities behind the servers' TLS certificates. */
  readonly tlsRoot: string;
  /** Organization → `host:port` of its logical peer. */
  readonly peers: Readonly<Record<string, string>>;
  readonly orderer: string;
}

export interface ServedNode {
  readonly info: ServerInfo;
  readonly endpoints: readonly Endpoint[];
  /** Path of the common connection profile. */
  readonly connectionProfile: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Offers a node over gRPC with TLS on loopback ports: one for each logical peer, one for the orderer. */
export async function serveNode(node: EmbeddedNode, options: ServeOptions = {}): Promise<ServedNode> {
  if (!(node instanceof RunningNode)) throw fail('INTERNAL', 'only an opened embedded node can be served');
  const servers: GrpcServer[] = [];
  try {
    return await serve(node, options, servers);
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

async function serve(
  node: RunningNode,
  { ports = {} }: ServeOptions,
  servers: GrpcServer[],
): Promise<ServedNode> {
  const start = async (id: string, name: string, service: RpcService): Promise<Endpoint> => {
    const authority = await readAuthority(node.places, id);
    const tls = await issueTlsCertificate(authority, name, [HOST, 'localhost', name]);
    const methods = id === ORDERER_MSP ? ORDERER_METHODS : PEER_METHODS;
    const server = await serveGrpc(service, methods, { host: HOST, port: ports[id] ?? 0, tls });
    servers.push(server);
    return { name, address: `localhost:${server.port.toString()}`, tlsRoot: authority.tlsCertificate };
  };
  const peers = new Map<string, Endpoint>();
  for (const [organization, service] of node.services) {
    const endpoint = await start(organization, `peer.${organization}`, service);
    peers.set(organization, endpoint);
    node.nameAddress(organization, endpoint.address);
  }
  const orderer = await start(ORDERER_MSP, 'orderer', node.ordererService);
  const info = infoOf(node, peers, orderer);
  const files = await writeFiles(node, info, {
    channel: node.channel,
    peers: new Map([...peers].map(([organization, peer]) => [organization, [peer]])),
    orderers: [orderer],
  });
  return {
    info,
    endpoints: [...peers.values(), orderer],
    connectionProfile: files.profile,
    close: async () => {
      await rm(files.server, { force: true });
      await closeAll(servers);
    },
  };
}

function infoOf(node: RunningNode, peers: ReadonlyMap<string, Endpoint>, orderer: Endpoint): ServerInfo {
  return {
    pid: process.pid,
    ledger: node.ledger,
    tlsRoot: [...peers.values(), orderer].map(({ tlsRoot }) => tlsRoot).join(''),
    peers: Object.fromEntries([...peers].map(([organization, { address }]) => [organization, address])),
    orderer: orderer.address,
  };
}

async function writeFiles(
  { places }: { places: IdentityPlaces },
  info: ServerInfo,
  facts: ProfileFacts,
): Promise<{ server: string; profile: string }> {
  const server = join(places.ledger, 'server.json');
  const profile = join(places.ledger, 'connection-profile.json');
  await writeFile(profile, `${JSON.stringify(connectionProfile(facts), undefined, 2)}\n`);
  await writeFile(server, `${JSON.stringify(info, undefined, 2)}\n`, { mode: 0o600 });
  return { server, profile };
}
