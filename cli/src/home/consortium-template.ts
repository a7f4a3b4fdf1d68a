import {
  fail,
  parseAgencyCode,
  parseOrganizationId,
  type AgencyCode,
  type AgencyKey,
  type OrganizationId,
} from '@onceledger/chaincode/domain';
import { parse, stringify } from 'yaml';

type KeysOf = (organization: OrganizationId, agency: AgencyCode) => Promise<readonly AgencyKey[]>;

/**
 * A consortium file may leave out the keys of agencies whose keys are made here: `once init` fills them in. Everything
 * else is judged when the result is parsed. CONFIGURATION_INVALID.
 */
export async function fillKeys(
  template: string,
  ledger: 'embedded' | 'fabric',
  keysOf: KeysOf,
): Promise<string> {
  const consortium = readTemplate(template);
  const agencies: unknown[] = [];
  for (const [index, agency] of consortium.agencies.entries()) {
    agencies.push(
      hasKeys(agency) ? agency : { ...assertRecord(agency), keys: await keysFor(agency, index, keysOf) },
    );
  }
  return stringify({ ...consortium, ledger, agencies }, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function readTemplate(text: string): { readonly agencies: readonly unknown[] } {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw fail('CONFIGURATION_INVALID', { detail: 'the consortium file is not YAML', cause: error });
  }
  const { agencies, ...rest } = assertRecord(value);
  if (!Array.isArray(agencies))
    throw fail('CONFIGURATION_INVALID', { faults: [{ path: '/agencies', problem: 'is missing' }] });
  return { ...rest, agencies };
}

function keysFor(agency: unknown, index: number, keysOf: KeysOf): Promise<readonly AgencyKey[]> {
  const { code, organization } = assertRecord(agency);
  const path = `/agencies/${index}`;
  return keysOf(
    parseOrganizationId(organization, `${path}/organization`),
    parseAgencyCode(code, `${path}/code`),
  );
}

function hasKeys(agency: unknown): boolean {
  return Object.hasOwn(assertRecord(agency), 'keys');
}

function assertRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw fail('CONFIGURATION_INVALID', 'the consortium file and each of its agencies must be an object');
}
