import type { OrganizationId } from '@onceledger/chaincode/domain';
import { ofOrderer, ofOrganization, type Hosts } from './hosts.js';
import { freePorts } from './ports.js';
import type { ChaincodePlace, OrdererPlace, Ordering, PeerPlace } from './topology.js';

export interface PlanOptions {
  readonly host: string;
  readonly ordering: Ordering;
  readonly organizations: readonly OrganizationId[];
  readonly peersEach: number;
  readonly hosts?: Hosts | undefined;
}

export type PlannedChaincode = Omit<ChaincodePlace, 'packageId' | 'code'>;
export interface Plan {
  readonly orderers: readonly OrdererPlace[];
  readonly peers: readonly PeerPlace[];
  readonly chaincodes: readonly PlannedChaincode[];
}

export function ordererCountOf(ordering: Ordering): number {
  return Number(ordering.split(':')[1]);
}

/** Which processes there are and where each listens. */
export async function planNetwork(options: PlanOptions, version: string): Promise<Plan> {
  const { hosts, ordering, organizations, peersEach } = options;
  const ordererCount = ordererCountOf(ordering);
  const peerCount = organizations.length * peersEach;
  const ports = await freePorts(
    options.host,
    3 * (ordererCount + peerCount) + organizations.length,
    new Set(),
  );
  const next = (): number => ports.shift() ?? 0;
  return {
    orderers: Array.from({ length: ordererCount }, (_, index) => ({
      ...newOrderer(index, next),
      ...ofOrderer(hosts, index),
    })),
    peers: organizations.flatMap((organization) =>
      Array.from({ length: peersEach }, (_, index) => ({
        ...newPeer(organization, index, next),
        ...ofOrganization(hosts, organization),
      })),
    ),
    chaincodes: organizations.map((organization) => ({
      ...newChaincode(organization, version, next),
      ...ofOrganization(hosts, organization),
    })),
  };
}

/** The processes of one organization that joins: ports of a network that runs stay theirs. */
export async function planOrganization(
  { host, organizations, peersEach }: PlanOptions,
  version: string,
  taken: ReadonlySet<number>,
): Promise<Pick<Plan, 'peers' | 'chaincodes'>> {
  const ports = await freePorts(host, (3 * peersEach + 1) * organizations.length, taken);
  const next = (): number => ports.shift() ?? 0;
  return {
    peers: organizations.flatMap((organization) =>
      Array.from({ length: peersEach }, (_, index) => newPeer(organization, index, next)),
    ),
    chaincodes: organizations.map((organization) => newChaincode(organization, version, next)),
  };
}

function newOrderer(index: number, next: () => number): OrdererPlace {
  return { name: `orderer${index}`, port: next(), adminPort: next(), operationsPort: next() };
}

function newPeer(organization: OrganizationId, index: number, next: () => number): PeerPlace {
  const name = `peer${index}.${organization}`;
  return { name, organization, port: next(), chaincodePort: next(), operationsPort: next() };
}

export function newChaincode(
  organization: OrganizationId,
  version: string,
  next: () => number,
): PlannedChaincode {
  return { name: `chaincode-${version}.${organization}`, organization, version, port: next() };
}
