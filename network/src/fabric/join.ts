import { setTimeout as delay } from 'node:timers/promises';
import { CHAINCODE_NAME, fail, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Consortium } from '../consortium.js';
import { readAuthority } from '../identity/authority-folder.js';
import { mspDefinition } from '../identity/authority.js';
import { heightOf, joinPeer, queryDefinition } from './channel.js';
import { updateChannel } from './channel-update.js';
import { packChaincode } from './create.js';
import { defineChaincode } from './define.js';
import { each } from './each.js';
import { makeOrganization } from './material.js';
import { addMember } from './members.js';
import {
  assertAllHere,
  hostOf,
  organizationsOf,
  peersOf,
  portsOf,
  writeTopology,
  type FabricNetwork,
} from './network.js';
import { startChaincode, startPeer } from './nodes.js';
import { folders } from './places.js';
import { planOrganization } from './plan.js';
import type { ChaincodePlace, PeerPlace } from './topology.js';
import { gossipReady } from './up.js';

export interface Joining {
  readonly organization: OrganizationId;
  readonly peersEach: number;
  /** Folder of the chaincode's package.json. */
  readonly code: string;
}

/**
 * An organization joins a network that serves: keys, a configuration update signed by a majority that brings it and
 * extends the policy under which two endorse, its peers from the genesis block on, its chaincode process, and its word for
 * the definition in effect. What is done already is left as it is.
 */
export async function addOrganization(
  network: FabricNetwork,
  { collections }: Pick<Consortium, 'collections'>,
  joining: Joining,
): Promise<FabricNetwork> {
  assertAllHere(network.topology);
  const { organization } = joining;
  const definition = await definitionInEffect(network);
  const joined = await prepared(network, joining, definition.version);
  const others = { ...network, topology: withoutPeers(network, organization) };
  await updateChannel(others, {
    change: await bringing(joined, organization),
    signers: majority(organizationsOf(others.topology)),
  });
  const peers = peersOf(joined.topology, organization);
  await each(joined, 'peers', peers, (peer) => startPeer(joined, peer));
  await each(joined, 'channel', peers, (peer) => joinPeer(joined, peer));
  await caughtUp(joined, peers);
  const own = joined.topology.chaincodes.filter((place) => place.organization === organization);
  await each(joined, 'chaincode', own, (place) => startChaincode(joined, place));
  await defineChaincode(joined, { ...definition, collections });
  await gossipReady(joined);
  return joined;
}

/** As many of them as `MAJORITY` asks for in a channel of so many. */
export function majority(
  organizations: readonly OrganizationId[],
  all = organizations.length,
): readonly OrganizationId[] {
  return organizations.slice(0, Math.floor(all / 2) + 1);
}

/** NETWORK_MISSING where the network has no chaincode yet. */
export async function definitionInEffect(
  network: FabricNetwork,
): Promise<{ readonly sequence: number; readonly version: string }> {
  const [peer] = network.topology.peers;
  const found = peer && (await queryDefinition(network, peer, CHAINCODE_NAME));
  if (found === undefined) throw fail('NETWORK_MISSING', 'no chaincode is defined yet: bring the network up');
  return found;
}

function withoutPeers({ topology }: FabricNetwork, organization: OrganizationId): FabricNetwork['topology'] {
  return { ...topology, peers: topology.peers.filter((peer) => peer.organization !== organization) };
}

/** Keys, packages and ports; written down before the channel learns of them, so that a repeat makes no second ones. */
async function prepared(network: FabricNetwork, joining: Joining, version: string): Promise<FabricNetwork> {
  const { places, topology } = network;
  const { code, organization, peersEach } = joining;
  if (organizationsOf(topology).includes(organization)) return network;
  const { host, ordering } = topology;
  const options = { host, ordering, organizations: [organization], peersEach };
  const plan = await planOrganization(options, version, portsOf(topology));
  await makeOrganization(places, plan, organization, host);
  const chaincodes: ChaincodePlace[] = [];
  for (const planned of plan.chaincodes) chaincodes.push(await packChaincode(places, host, planned, code));
  const changed = {
    ...topology,
    peers: [...topology.peers, ...plan.peers],
    chaincodes: [...topology.chaincodes, ...chaincodes],
  };
  await writeTopology(places, changed);
  return { ...network, topology: changed };
}

async function bringing(
  { places, topology }: FabricNetwork,
  organization: OrganizationId,
): Promise<Parameters<typeof updateChannel>[1]['change']> {
  const authority = await readAuthority(folders(places).authority(organization), organization);
  const anchorPeers = peersOf(topology, organization)
    .slice(0, 1)
    .map((peer) => ({ host: hostOf(topology, peer), port: peer.port }));
  return (channel) => {
    addMember(channel, { ...mspDefinition(authority), anchorPeers });
  };
}

const PATIENCE = 120_000;

/** Until they have every block that the others had: before that they know no definition. */
async function caughtUp(network: FabricNetwork, peers: readonly PeerPlace[]): Promise<void> {
  const others = network.topology.peers.filter((peer) => !peers.includes(peer));
  const heights = await Promise.all(others.map((peer) => heightOf(network, peer)));
  const height = Math.max(0, ...heights.map((one) => one ?? 0));
  const until = Date.now() + PATIENCE;
  for (const peer of peers)
    while (((await heightOf(network, peer)) ?? 0) < height) {
      if (Date.now() > until)
        throw fail('NETWORK_FAILED', `${peer.name} does not catch up to block ${height}`);
      await delay(200);
    }
}
