import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Consortium } from '../consortium.js';
import { updateChannel } from './channel-update.js';
import { defineChaincode } from './define.js';
import { definitionInEffect, majority } from './join.js';
import { removeMember } from './members.js';
import { assertAllHere, organizationsOf, watched, writeTopology, type FabricNetwork } from './network.js';
import { stopProcess } from './process.js';

type Collections = Consortium['collections'];

/**
 * An organization leaves: where it was a member of a collection, a definition without it takes effect first; then a
 * configuration update signed by a majority of the others, and its processes end. Its folders stay, and with them what its
 * peer kept. NOT_FOUND, CONFIGURATION_INVALID.
 */
export async function removeOrganization(
  network: FabricNetwork,
  { collections }: { readonly collections: Collections },
  organization: OrganizationId,
): Promise<FabricNetwork> {
  const { places, topology } = network;
  assertAllHere(topology);
  const all = organizationsOf(topology);
  if (!all.includes(organization)) throw fail('NOT_FOUND', `the network has no peer of ${organization}`);
  if (all.length <= 2) throw fail('CONFIGURATION_INVALID', 'two organizations endorse: two must remain');
  const others = all.filter((id) => id !== organization);
  await defineWithout(network, collections, organization);
  await updateChannel(network, {
    change: (channel) => {
      removeMember(channel, organization);
    },
    signers: majority(others, all.length),
  });
  const left = [...topology.peers, ...topology.chaincodes].filter(
    (place) => place.organization === organization,
  );
  for (const place of left) await stopProcess(watched(places, place));
  const remaining = {
    ...topology,
    peers: topology.peers.filter((place) => !left.includes(place)),
    chaincodes: topology.chaincodes.filter((place) => !left.includes(place)),
  };
  await writeTopology(places, remaining);
  return { ...network, topology: remaining };
}

/** The same collections without an organization, in copies that are left to keep. */
export function withoutMember(collections: Collections, organization: OrganizationId): Collections {
  const without = (settings: Collections['sealed']): Collections['sealed'] => {
    const members = settings.members.filter((id) => id !== organization);
    return {
      ...settings,
      members,
      requiredPeerCount: Math.min(settings.requiredPeerCount, members.length - 1),
    };
  };
  return { bodies: without(collections.bodies), sealed: without(collections.sealed) };
}

async function defineWithout(
  network: FabricNetwork,
  collections: Collections,
  organization: OrganizationId,
): Promise<void> {
  const isMember = Object.values(collections).some(({ members }) => members.includes(organization));
  if (!isMember) return;
  const { sequence, version } = await definitionInEffect(network);
  const next = { collections: withoutMember(collections, organization), sequence: sequence + 1, version };
  if (!(await defineChaincode(network, next)))
    throw fail('NETWORK_FAILED', 'no majority approves the definition without the organization');
}
