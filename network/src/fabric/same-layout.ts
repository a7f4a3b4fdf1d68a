import { fail } from '@onceledger/chaincode/domain';
import { ofOrderer, ofOrganization, type Hosts } from './hosts.js';
import { hostOf, organizationsOf, peersOf } from './network.js';
import type { Ordering, Topology } from './topology.js';

/** What somebody asks of a network's layout; whatever is absent may be as it is. */
export interface AskedLayout {
  readonly ordering?: Ordering | undefined;
  readonly peersEach?: number | undefined;
  readonly host?: string | undefined;
  readonly hosts?: Hosts | undefined;
}

/** A network that exists keeps its layout: who asks for another is told so. @throws HOME_EXISTS naming each difference */
export function assertSameLayout(topology: Topology, asked: AskedLayout): void {
  const differences = [
    ...orderingDiffers(topology, asked),
    ...peersDiffer(topology, asked),
    ...addressesDiffer(topology, asked),
  ];
  if (differences.length === 0) return;
  throw fail('HOME_EXISTS', `its network cannot become what is asked for: ${differences.join('; ')}`);
}

function orderingDiffers({ ordering }: Topology, asked: AskedLayout): string[] {
  if (asked.ordering === undefined || asked.ordering === ordering) return [];
  return [`its orderers are ${ordering}, not ${asked.ordering}`];
}

function peersDiffer(topology: Topology, { peersEach }: AskedLayout): string[] {
  if (peersEach === undefined) return [];
  return organizationsOf(topology)
    .map((organization) => ({ organization, count: peersOf(topology, organization).length }))
    .filter(({ count }) => count !== peersEach)
    .map(({ count, organization }) => `${organization} has ${count} peers, not ${peersEach}`);
}

function addressesDiffer(topology: Topology, { host, hosts }: AskedLayout): string[] {
  const common =
    host === undefined || host === topology.host ? [] : [`its host is ${topology.host}, not ${host}`];
  if (hosts === undefined) return common;
  const { elsewhere, orderers, peers } = topology;
  // A part of a network knows the nodes of the others, too; orderers are numbered by their names.
  const all = [...orderers, ...(elsewhere?.orderers ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const wanted = [
    ...all.map((place, index) => ({ place, asked: ofOrderer(hosts, index) })),
    ...[...peers, ...(elsewhere?.peers ?? [])].map((place) => ({
      place,
      asked: ofOrganization(hosts, place.organization),
    })),
  ];
  const moved = wanted
    .map(({ asked, place }) => ({
      name: place.name,
      is: hostOf(topology, place),
      to: hostOf(topology, asked),
    }))
    .filter(({ is, to }) => is !== to)
    .map(({ is, name, to }) => `${name} is at ${is}, not ${to}`);
  return [...common, ...moved];
}
