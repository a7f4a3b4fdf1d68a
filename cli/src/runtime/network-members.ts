import {
  fail,
  parseAgencyBody,
  parseAgencyCode,
  type AgencyBody,
  type AgencyCode,
  type OrganizationId,
} from '@onceledger/chaincode/domain';
import { generateAgencyKeys } from '@onceledger/gateway';
import {
  agenciesOf,
  parseConsortium,
  parseNewcomer,
  type Consortium,
  type Newcomer,
} from '@onceledger/network';
import {
  addOrganization,
  findBinaries,
  readTopology,
  removeOrganization,
  revokeCertificate,
  withoutMember,
  writeConnectionProfile,
  type FabricNetwork,
  type Report,
} from '@onceledger/network/fabric';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { layout } from '../home/layout.js';
import { supervisorOf } from '../home/roles.js';
import { networkPlaces } from './fabric.js';
import { openStore, writeTrust, writeWallets } from './make-home.js';
import { chaincodeFolder } from './network-up.js';
import { openWith } from './open.js';

export interface MemberOptions {
  readonly home: string;
  readonly passphraseFile?: string;
  readonly report: Report;
}

export interface JoinOptions extends MemberOptions {
  /** Text of the newcomer's file. */
  readonly newcomer: string;
  readonly peersEach: number;
}

export interface Joined {
  readonly organization: OrganizationId;
  readonly agencies: readonly AgencyCode[];
}

/**
 * An organization joins the home's network, and the supervisor brings its agencies onto the ledger. A repeat goes on where
 * the first try stopped. CONFIGURATION_INVALID, ALREADY_EXISTS, NETWORK_MISSING, NETWORK_FAILED.
 */
export async function joinHome(options: JoinOptions): Promise<Joined> {
  const { home, newcomer, peersEach } = options;
  const { organization, agencies } = parseNewcomer(newcomer);
  const before = await readConsortium(home);
  const known = before.organizations.some(({ id }) => id === organization.id);
  const joining = known ? [] : await withKeys(options, { agencies, organization }, before);
  const { places, topology } = await addOrganization(await networkOf(options), before, {
    code: chaincodeFolder(),
    organization: organization.id,
    peersEach,
  });
  await writeConnectionProfile(places, topology);
  const after = known
    ? before
    : await rewrite(home, before, {
        joined: [...(before.joined ?? []), ...joining],
        organizations: [...before.organizations, organization],
      });
  await writeWallets(home, after);
  const own = agenciesOf(after).filter((agency) => agency.organization === organization.id);
  await announce(options, after, own);
  return { agencies: own.map(({ code }) => code), organization: organization.id };
}

/** An organization leaves; what its agencies signed stays on the ledger. CONFIGURATION_INVALID, NOT_FOUND. */
export async function leaveHome(options: MemberOptions, organization: OrganizationId): Promise<void> {
  const { home } = options;
  const before = await readConsortium(home);
  const custodian = agenciesOf(before).find(
    (agency) => agency.organization === organization && agency.roles.some(({ role }) => role === 'custodian'),
  );
  if (custodian !== undefined)
    throw fail(
      'CONFIGURATION_INVALID',
      `${custodian.code} keeps private claims: another custodian must take them over first`,
    );
  const { places, topology } = await removeOrganization(await networkOf(options), before, organization);
  await writeConnectionProfile(places, topology);
  await rewrite(home, before, {
    collections: withoutMember(before.collections, organization),
    organizations: before.organizations.filter(({ id }) => id !== organization),
    joined: (before.joined ?? []).filter((agency) => agency.organization !== organization),
  });
}

export async function revokeInHome(
  options: MemberOptions,
  organization: OrganizationId,
  certificate: string,
): Promise<string> {
  return revokeCertificate(await networkOf(options), { certificate, organization });
}

async function networkOf({ home, report }: MemberOptions): Promise<FabricNetwork> {
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  return { binaries: await findBinaries({ series: topology.series }), places, report, topology };
}

async function readConsortium(home: string): Promise<Consortium> {
  return parseConsortium(await readFile(layout(home).consortium, 'utf8'));
}

/** Keys of agencies are made here, and stay in the organization's own store. */
async function withKeys(
  options: JoinOptions,
  { agencies, organization }: Newcomer,
  { ...consortium }: Consortium,
): Promise<readonly AgencyBody[]> {
  const store = await openStore(options, organization.id);
  const bodies: AgencyBody[] = [];
  for (const agency of agencies) {
    const code = parseAgencyCode(agency['code'], '/code');
    if (agenciesOf(consortium).some((one) => one.code === code))
      throw fail('ALREADY_EXISTS', `agency ${code}`);
    const keys = await generateAgencyKeys(store, code);
    bodies.push(parseAgencyBody({ ...agency, keys, organization: organization.id }));
  }
  return bodies;
}

/** Whole or not at all; the digest of the bootstrap stays what it was. */
async function rewrite(home: string, before: Consortium, changes: Partial<Consortium>): Promise<Consortium> {
  const file = layout(home).consortium;
  const text = stringify({ ...before, ...changes }, { aliasDuplicateObjects: false, lineWidth: 0 });
  const after = parseConsortium(text);
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
  return after;
}

/** The supervisor's acts, for agencies that the ledger has not heard of; and the trust file. */
async function announce(
  options: MemberOptions,
  consortium: Consortium,
  agencies: readonly AgencyBody[],
): Promise<void> {
  const runtime = await openWith(options, consortium);
  try {
    await runtime.settle();
    const supervisor = supervisorOf(consortium);
    const { services } = runtime.gatewayOf(supervisor);
    for (const agency of agencies)
      if ((await runtime.platform.readModel.agency(agency.code)) === undefined)
        await services.amendAgency(agency, supervisor);
    await runtime.settle();
    await writeTrust(runtime, (organization) => organization);
  } finally {
    await runtime.close();
  }
}
