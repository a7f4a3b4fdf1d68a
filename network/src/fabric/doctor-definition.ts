import { CHAINCODE_NAME, type OrganizationId } from '@onceledger/chaincode/domain';
import { queryDefinition } from './channel.js';
import type { NetworkFinding } from './doctor.js';
import { organizationsOf, peersOf, type FabricNetwork } from './network.js';
import type { PeerPlace } from './topology.js';

/**
 * Whether each organization here runs the version of the chaincode that the channel has gone over to: until it does, its
 * peers endorse nothing. Nothing is said of an organization whose peer does not answer: that is another finding.
 */
export async function examineDefinition(network: FabricNetwork): Promise<NetworkFinding[]> {
  const { topology } = network;
  const first = organizationsOf(topology).flatMap((organization) =>
    peersOf(topology, organization).slice(0, 1),
  );
  const findings = await Promise.all(first.map((peer) => examineOne(network, peer)));
  return findings.filter((finding) => finding !== undefined);
}

async function examineOne(network: FabricNetwork, peer: PeerPlace): Promise<NetworkFinding | undefined> {
  const defined = await queryDefinition(network, peer, CHAINCODE_NAME).catch(() => undefined);
  if (defined === undefined) return undefined;
  const own = versionsOf(network, peer.organization);
  const ok = own.includes(defined.version);
  const has = `${peer.organization} has version ${own.join(', ')}`;
  const detail = ok
    ? `${has}; in effect is ${defined.version}`
    : `${has}, in effect is ${defined.version}: deploy it, until then its peers endorse nothing`;
  return { check: 'definition', process: peer.name, ok, detail };
}

function versionsOf({ topology }: FabricNetwork, organization: OrganizationId): string[] {
  return topology.chaincodes
    .filter((place) => place.organization === organization)
    .map(({ version }) => version);
}
