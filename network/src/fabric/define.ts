import { CHAINCODE_NAME, type OrganizationId } from '@onceledger/chaincode/domain';
import { queryDefinition } from './channel.js';
import { each } from './each.js';
import {
  approveDefinition,
  commitDefinition,
  installPackage,
  queryApprovals,
  queryReadiness,
  writeCollections,
  type Definition,
} from './lifecycle.js';
import { everywhere, organizationsOf, peersOf, type FabricNetwork } from './network.js';
import type { PeerPlace } from './topology.js';

/**
 * Every organization with a process of that version installs and approves, unless it has; once a majority has approved, as
 * `LifecycleEndorsement` demands, the definition is committed. @returns whether it is in effect
 */
export async function defineChaincode(network: FabricNetwork, definition: Definition): Promise<boolean> {
  await writeCollections(network, definition);
  const [witness] = network.topology.peers;
  if (witness === undefined) return false;
  const committed = await isCommitted(network, witness, definition);
  const before = await (committed ? queryApprovals : queryReadiness)(network, witness, definition);
  const approved = await approve(network, definition, before);
  if (committed) return true;
  const organizations = organizationsOf(everywhere(network.topology));
  if (approved.size * 2 <= organizations.length) return false;
  await commitDefinition(network, definition, [...approved]);
  return true;
}

async function approve(
  network: FabricNetwork,
  definition: Definition,
  before: ReadonlySet<OrganizationId>,
): Promise<ReadonlySet<OrganizationId>> {
  const { topology } = network;
  const chaincodes = topology.chaincodes.filter(({ version }) => version === definition.version);
  await each(network, 'definition', chaincodes, async (chaincode) => {
    const peers = peersOf(topology, chaincode.organization);
    for (const peer of peers) await installPackage(network, peer, chaincode);
    const [first] = peers;
    // Fabric refuses to hear the same approval twice.
    if (first !== undefined && !before.has(chaincode.organization))
      await approveDefinition(network, first, chaincode, definition);
  });
  return new Set([...before, ...chaincodes.map(({ organization }) => organization)]);
}

async function isCommitted(
  network: FabricNetwork,
  peer: PeerPlace,
  { name = CHAINCODE_NAME, sequence }: Definition,
): Promise<boolean> {
  return (await queryDefinition(network, peer, name))?.sequence === sequence;
}
