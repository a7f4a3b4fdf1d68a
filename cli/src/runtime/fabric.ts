import { Client, credentials } from '@grpc/grpc-js';
import { fail, OnceError, type OrganizationId } from '@onceledger/chaincode/domain';
import { failoverClient } from '@onceledger/gateway';
import { LedgerLock, readConnectionProfile, type Consortium } from '@onceledger/network';
import type { GatewayClient } from '@onceledger/network/embedded';
import {
  addressOf,
  folders,
  organizationsOf,
  peersOf,
  readTopology,
  type NetworkPlaces,
} from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import type { NetworkClient } from '@onceledger/network/transport';
import { layout } from '../home/layout.js';
import type { Connected } from './gateways.js';
import type { RuntimeOptions } from './runtime.js';

export function networkPlaces(home: string): NetworkPlaces {
  const { network, ledger, organizations } = layout(home);
  return { network, ledger, organizations };
}

/**
 * Connects to the network of the home. The home's lock decides, as it does for an embedded ledger, which process runs the
 * workers; whoever does not get it reads what that one writes.
 */
export async function connectNetwork(
  { home }: RuntimeOptions,
  { transport }: Consortium,
): Promise<Connected> {
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  const lock = await takeLock(home);
  const opened: { close(): void }[] = [];
  const clients = new Map<OrganizationId, GatewayClient>();
  for (const { organization } of topology.peers) {
    if (clients.has(organization)) continue;
    const root = await readAuthorityFile(folders(places).authority(organization), 'tlsCertificate');
    const tls = credentials.createSsl(Buffer.from(root));
    const made = peersOf(topology, organization).map(
      (peer) => new Client(addressOf(topology, peer), tls, CHANNEL_OPTIONS),
    );
    opened.push(...made);
    const direct = failoverClient(made);
    const other = transport === 'network' ? await overNetwork(home, organization, direct) : undefined;
    if (other !== undefined) opened.push(other);
    clients.set(organization, other?.client ?? direct);
  }
  return {
    ledger: topology.ledger,
    organizations: organizationsOf(topology),
    client: (organization) => {
      const client = clients.get(organization);
      if (client === undefined) throw fail('NOT_FOUND', `the network has no peer of ${organization}`);
      return client;
    },
    workers: lock !== undefined,
    close: async () => {
      for (const client of opened) client.close();
      await lock?.release();
    },
  };
}

/** Peers without the Gateway service: endorsers and orderers of the connection profile, and what they discover from there. */
async function overNetwork(
  home: string,
  organization: OrganizationId,
  deliver: GatewayClient,
): Promise<NetworkClient> {
  const places = networkPlaces(home);
  const { channel } = await readTopology(places);
  const { organizations, orderers } = await readConnectionProfile(folders(places).profile);
  const { networkClient } = await import('@onceledger/network/transport');
  return networkClient({
    channel,
    organization,
    identity: await readIdentity(layout(home).msp(organization), organization),
    peers: new Map(organizations.map(({ mspId, peers }) => [mspId, peers])),
    orderers,
    deliver,
  });
}

/** Blocks and private data are larger than gRPC's default of 4 MiB; a dead connection is noticed while nothing is sent. */
const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': 104_857_600,
  'grpc.max_send_message_length': 104_857_600,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

async function takeLock(home: string): Promise<LedgerLock | undefined> {
  try {
    return await LedgerLock.take(layout(home).ledger);
  } catch (error) {
    if (error instanceof OnceError && error.code === 'LEDGER_LOCKED') return undefined;
    throw error;
  }
}
