import {
  array,
  fail,
  object,
  optional,
  parseWith,
  record,
  string,
  type Fault,
  type OrganizationId,
} from '@onceledger/chaincode/domain';
import { readYaml } from '../read-yaml.js';

/** Where processes are when they are not all at one address: names or addresses of machines. docs/guides/fabric.md. */
export interface Hosts {
  /** One for each orderer, in their order; those without are where everything else is. */
  readonly orderers?: readonly string[];
  /** Of an organization's peers and chaincode processes. */
  readonly organizations?: Readonly<Record<string, string>>;
}

/** A DNS name or an IPv4 address: what stands in certificates and in the channel configuration. */
const host = string({ max: 253, pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/ });
const parser = object<Hosts>({
  orderers: optional(array(host, { max: 16 })),
  organizations: optional(record(string({ max: 64 }), host, { max: 100 })),
});

/** @throws CONFIGURATION_INVALID with every fault and its place */
export function parseHosts(
  text: string,
  organizations: readonly OrganizationId[],
  ordererCount: number,
): Hosts {
  const hosts = parseWith(parser, readYaml(text), 'CONFIGURATION_INVALID');
  const faults: Fault[] = Object.keys(hosts.organizations ?? {})
    .filter((name) => !organizations.some((id) => id === name))
    .map((name) => ({ path: `/organizations/${name}`, problem: 'is no organization of the consortium' }));
  if ((hosts.orderers?.length ?? 0) > ordererCount)
    faults.push({ path: '/orderers', problem: `are more than the network has: ${String(ordererCount)}` });
  if (faults.length > 0) throw fail('CONFIGURATION_INVALID', { faults });
  return hosts;
}

/** As the member of a process, which is absent where nothing is said of it. */
export function ofOrganization(
  hosts: Hosts | undefined,
  organization: OrganizationId,
): { readonly host?: string } {
  const found = hosts?.organizations?.[organization];
  return found === undefined ? {} : { host: found };
}

export function ofOrderer(hosts: Hosts | undefined, index: number): { readonly host?: string } {
  const found = hosts?.orderers?.[index];
  return found === undefined ? {} : { host: found };
}
