import {
  INVALID,
  OnceError,
  array,
  checked,
  fail,
  integer,
  object,
  oneOf,
  optional,
  parseAgencyBody,
  parseBootstrapBody,
  parsedBy,
  parseOrganizationId,
  parseWith,
  set,
  string,
  type AgencyBody,
  type BootstrapBody,
  type Fault,
  type LocalizedNames,
  type Parser,
} from '@onceledger/chaincode/domain';
import type { BlockSettings, CollectionSettings, Consortium, ConsortiumOrganization } from './consortium.js';
import { ORDERER_MSP } from './blocks/genesis.js';
import { readYaml } from './read-yaml.js';

const MAX_FAULTS = 100;
const MIB = 1024 * 1024;
/** Two organizations endorse, so there are two at least. */
const LEAST_ORGANIZATIONS = 2;

/**
 * Reads consortium.yaml (docs/spec/consortium.md).
 * @throws CONFIGURATION_INVALID with every fault and its path
 */
export function parseConsortium(text: string): Consortium {
  const faults: Fault[] = [];
  const consortium = document(readYaml(text), '', faults);
  if (consortium === INVALID || faults.length > 0)
    throw fail('CONFIGURATION_INVALID', { faults: faults.slice(0, MAX_FAULTS) });
  return consortium;
}

const organizationId = checked(parsedBy(parseOrganizationId), (id) =>
  id === ORDERER_MSP ? [{ path: '', problem: `must not be ${ORDERER_MSP}, the name of who orders` }] : [],
);
/** As the ledger's own parser has it, at its place in the file. */
const agency: Parser<AgencyBody> = (value, path, faults) => {
  try {
    return parseAgencyBody(value);
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    faults.push(...error.faults.map((fault) => ({ ...fault, path: path + fault.path })));
    return INVALID;
  }
};
const organization = object<ConsortiumOrganization>({
  id: organizationId,
  names: object<LocalizedNames>({ en: string({ min: 1, max: 200 }), zh: string({ min: 1, max: 200 }) }),
});
const collection = checked(
  object<CollectionSettings>({
    members: set(organizationId, { min: LEAST_ORGANIZATIONS, max: 500 }),
    requiredPeerCount: integer(0, 100),
    blockToLive: integer(0, Number.MAX_SAFE_INTEGER),
  }),
  ({ members, requiredPeerCount }) =>
    requiredPeerCount < members.length
      ? []
      : [{ path: '/requiredPeerCount', problem: 'must be less than the number of members' }],
);
const blocks = object<BlockSettings>({
  maxTransactions: integer(1, 10_000),
  maxBytes: integer(MIB, 64 * MIB),
  timeout: integer(1, 60_000),
});

/** Agencies and settings are read together, as what `agencies:bootstrap` takes. */
interface Outline extends Omit<Consortium, 'agencies' | 'settings'> {
  readonly agencies: unknown;
  readonly settings: unknown;
}
const later: Parser<unknown> = (value) => value;

const outline = object<Outline>({
  format: oneOf(1),
  channel: string({
    min: 1,
    max: 249,
    pattern: /^[a-z][a-z0-9.-]*$/,
    form: 'lower-case letters, digits, dots and hyphens, a letter first',
  }),
  ledger: oneOf<Consortium['ledger']>('embedded', 'fabric'),
  transport: oneOf<Consortium['transport']>('gateway', 'network'),
  organizations: array(organization, { min: LEAST_ORGANIZATIONS, max: 500, unique: (one) => one.id }),
  agencies: later,
  joined: optional(array(agency, { max: 10_000, unique: ({ code }) => code })),
  collections: object<Consortium['collections']>({ sealed: collection, bodies: collection }),
  settings: later,
  blocks,
});

const document: Parser<Consortium> = (value, path, faults) => {
  const read = outline(value, path, faults);
  const bootstrap = bootstrapOf(value, faults);
  if (read === INVALID || bootstrap === INVALID) return INVALID;
  const consortium = { ...read, ...bootstrap };
  faults.push(...strangers(consortium), ...transportFault(consortium), ...custodyFaults(consortium));
  return consortium;
};

/** The parser of the bootstrap body decides; paths are the same in both documents. */
function bootstrapOf(value: unknown, faults: Fault[]): BootstrapBody | typeof INVALID {
  const { agencies, settings } = Object(value) as { agencies?: unknown; settings?: unknown };
  if (agencies === undefined || settings === undefined) return INVALID;
  try {
    return parseBootstrapBody({ agencies, settings });
  } catch (error) {
    if (!(error instanceof OnceError)) throw error;
    faults.push(...error.faults);
    return INVALID;
  }
}

/** Organizations that the file names without listing them. */
function strangers({ organizations, agencies, joined = [], collections }: Consortium): Fault[] {
  const known = new Set<string>(organizations.map(({ id }) => id));
  const named = [
    ...agencies.map((agency, index) => ({
      path: `/agencies/${index}/organization`,
      id: agency.organization,
    })),
    ...joined.map((one, index) => ({ path: `/joined/${index}/organization`, id: one.organization })),
    ...Object.entries(collections).flatMap(([name, { members: ids }]) =>
      ids.map((id, index) => ({ path: `/collections/${name}/members/${index}`, id })),
    ),
  ];
  return named
    .filter(({ id }) => !known.has(id))
    .map(({ path }) => ({ path, problem: 'names no organization of this consortium' }));
}

function transportFault({ ledger, transport }: Consortium): Fault[] {
  return ledger === 'embedded' && transport === 'network'
    ? [{ path: '/transport', problem: 'must be gateway where the ledger is embedded' }]
    : [];
}

/** A custodian whose peer does not keep sealed parts could never answer. */
function custodyFaults({ agencies, collections }: Consortium): Fault[] {
  const members = new Set(collections.sealed.members);
  return agencies.flatMap(({ roles, organization }, index) =>
    roles.some(({ role }) => role === 'custodian') && !members.has(organization)
      ? [
          {
            path: `/agencies/${index}/organization`,
            problem: 'is a custodian and must be a member of sealed',
          },
        ]
      : [],
  );
}

/** What `once network add-organization` reads: an organization and its agencies, whose keys are made when it joins. */
export interface Newcomer {
  readonly organization: ConsortiumOrganization;
  readonly agencies: readonly Readonly<Record<string, unknown>>[];
}

const newcomer = object<Newcomer>({
  organization,
  agencies: array(later as Parser<Readonly<Record<string, unknown>>>, { max: 1_000 }),
});

/** CONFIGURATION_INVALID with every fault of the form; agencies are judged when they have their keys. */
export function parseNewcomer(text: string): Newcomer {
  return parseWith(newcomer, readYaml(text), 'CONFIGURATION_INVALID');
}
