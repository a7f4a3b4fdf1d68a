import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { CHAINCODE_NAME, fail, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Consortium } from '../consortium.js';
import { readAuthority } from '../identity/authority-folder.js';
import { queryDefinition } from './channel.js';
import { packChaincode, type ChaincodeSource } from './create.js';
import { defineChaincode } from './define.js';
import { each } from './each.js';
import { writeTls } from './material.js';
import {
  type FabricNetwork,
  hostOf,
  organizationsOf,
  peersOf,
  portsOf,
  watched,
  writeTopology,
} from './network.js';
import { startChaincode } from './nodes.js';
import { folders } from './places.js';
import { newChaincode } from './plan.js';
import { freePorts } from './ports.js';
import { stopProcess } from './process.js';
import type { ChaincodePlace, Topology } from './topology.js';

export interface Deployment extends ChaincodeSource {
  /** Who goes over now, all where absent; the others do by the same call, on another day. */
  readonly organizations?: readonly OrganizationId[];
}

export interface Deployed {
  readonly network: FabricNetwork;
  /** False while no majority has approved: the network goes on with the version before. */
  readonly inEffect: boolean;
}

/**
 * Brings a new version of the chaincode beside the old one: processes, packages, approvals, the next sequence of the
 * definition; then the old processes of those organizations end. The network serves all the while: transactions endorsed
 * under the old definition are invalid once the new one is committed, and whoever submitted them endorses again. An
 * organization that has not gone over cannot endorse meanwhile. What is done already is left as it is.
 */
export async function deployChaincode(
  network: FabricNetwork,
  { collections }: Pick<Consortium, 'collections'>,
  deployment: Deployment,
): Promise<Deployed> {
  const { version } = deployment;
  const organizations = chosen(network.topology, deployment);
  const sequence = await sequenceOf(network, version);
  const both = await addProcesses(network, deployment, organizations);
  const added = both.topology.chaincodes.filter((place) => place.version === version);
  await each(both, 'chaincode', added, (place) => startChaincode(both, place));
  const inEffect = await defineChaincode(both, { version, sequence, collections });
  if (!inEffect) return { network: both, inEffect };
  const over = added.map(({ organization }) => organization);
  await known(both, over, sequence);
  return { network: await endFormer(both, over, version), inEffect };
}

/** NOT_FOUND where the network has no such organization. */
function chosen(topology: Topology, { organizations }: Deployment): readonly OrganizationId[] {
  const all = organizationsOf(topology);
  const unknown = organizations?.find((organization) => !all.includes(organization));
  if (unknown !== undefined) throw fail('NOT_FOUND', `the network has no peer of ${unknown}`);
  return organizations ?? all;
}

/** The present sequence where that version is in effect already, otherwise the next. */
async function sequenceOf(network: FabricNetwork, version: string): Promise<number> {
  const [peer] = network.topology.peers;
  const defined = peer && (await queryDefinition(network, peer, CHAINCODE_NAME));
  if (defined === undefined)
    throw fail('NETWORK_MISSING', 'no chaincode is defined yet: bring the network up');
  return defined.version === version ? defined.sequence : defined.sequence + 1;
}

async function addProcesses(
  network: FabricNetwork,
  { code, version }: Deployment,
  organizations: readonly OrganizationId[],
): Promise<FabricNetwork> {
  const { topology } = network;
  const present = topology.chaincodes.filter((place) => place.version === version);
  if (present.some((place) => place.code !== code))
    throw fail('ALREADY_EXISTS', `chaincode version ${version}, from another folder`);
  const missing = organizations.filter((id) => !present.some(({ organization }) => organization === id));
  const ports = await freePorts(topology.host, missing.length, portsOf(topology));
  const made: ChaincodePlace[] = [];
  for (const organization of missing)
    made.push(await makeChaincode(network, organization, { code, version }, ports.shift() ?? 0));
  return changed(network, [...topology.chaincodes, ...made]);
}

/** Keys and package of one more chaincode process of an organization. */
export async function makeChaincode(
  { places, topology }: FabricNetwork,
  organization: OrganizationId,
  { code, version }: ChaincodeSource,
  port: number,
): Promise<ChaincodePlace> {
  const { host } = topology;
  // Beside the organization's peers.
  const [peer] = peersOf(topology, organization);
  const own = peer?.host === undefined ? {} : { host: peer.host };
  const planned = { ...newChaincode(organization, version, () => port), ...own };
  const at = folders(places);
  const authority = await readAuthority(at.authority(organization), organization);
  await writeTls(at.chaincode(planned.name), authority, planned.name, hostOf(topology, planned));
  return packChaincode(places, host, planned, code);
}

const PATIENCE = 60_000;

/** Until each peer of those organizations has the definition: until then it still asks the old process. */
async function known(
  network: FabricNetwork,
  organizations: readonly OrganizationId[],
  sequence: number,
): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (const peer of organizations.flatMap((organization) => peersOf(network.topology, organization)))
    while ((await queryDefinition(network, peer, CHAINCODE_NAME))?.sequence !== sequence) {
      if (Date.now() > until)
        throw fail('NETWORK_FAILED', `${peer.name} has not taken over the new definition`);
      await delay(200);
    }
}

/** The former processes end; their keys go with them. */
async function endFormer(
  network: FabricNetwork,
  organizations: readonly OrganizationId[],
  version: string,
): Promise<FabricNetwork> {
  const { places, topology } = network;
  const former = topology.chaincodes.filter(
    (place) => place.version !== version && organizations.includes(place.organization),
  );
  for (const place of former) {
    await stopProcess(watched(places, place));
    await rm(folders(places).chaincode(place.name), { recursive: true, force: true });
  }
  return changed(
    network,
    topology.chaincodes.filter((place) => !former.includes(place)),
  );
}

async function changed(
  network: FabricNetwork,
  chaincodes: readonly ChaincodePlace[],
): Promise<FabricNetwork> {
  const topology = { ...network.topology, chaincodes };
  await writeTopology(network.places, topology);
  return { ...network, topology };
}
