import { keyId } from '../acts/index.js';
import type { Fault } from '../json.js';
import {
  array,
  checked,
  integer,
  object,
  oneOf,
  optional,
  set,
  string,
  type Parser,
} from '../parse/index.js';
import type { AgencyBody, AgencyKey, BootstrapBody, Level, Role, RoleName, Settings } from './agency.js';
import {
  agencyCode,
  declarantKind,
  entryId,
  keyIdentifier,
  names,
  organizationId,
  publicJwk,
  reads,
  timestamp,
} from './parse-common.js';

const region = string({ max: 6, pattern: /^[1-9][0-9]{5}$/, form: 'a GB/T 2260 code of six digits' });
const regionPrefix = string({
  max: 6,
  pattern: /^[1-9][0-9](?:[0-9]{2}){0,2}$/,
  form: 'two, four or six digits of GB/T 2260',
});

const role = checked(
  object<Role>({
    role: oneOf<RoleName>('registrar', 'provider', 'custodian', 'requester', 'supervisor', 'auditor'),
    types: optional(set(entryId, { min: 1, max: 500 })),
    declarants: optional(set(declarantKind, { min: 1, max: 2 })),
    regions: optional(set(regionPrefix, { min: 1, max: 500 })),
  }),
  (one) =>
    one.declarants !== undefined && one.role !== 'registrar'
      ? [{ path: '/declarants', problem: 'is for registrars only' }]
      : [],
);

const agencyKey = checked(
  object<AgencyKey>({
    jwk: publicJwk,
    kid: keyIdentifier,
    use: oneOf('sign', 'encrypt'),
    from: timestamp,
    until: optional(timestamp),
  }),
  (key) => [
    ...(keyId(key.jwk) === key.kid ? [] : [{ path: '/kid', problem: 'is not the thumbprint of the key' }]),
    ...(key.until !== undefined && key.until <= key.from
      ? [{ path: '/until', problem: 'must be later than from' }]
      : []),
  ],
);

export const agencyBody: Parser<AgencyBody> = object<AgencyBody>({
  code: agencyCode,
  keys: array(agencyKey, { min: 1, max: 100, unique: (key) => `${key.kid} ${key.use}` }),
  level: oneOf<Level>('country', 'province', 'city', 'county'),
  names,
  organization: organizationId,
  parent: optional(agencyCode),
  region,
  roles: array(role, { max: 50 }),
  status: oneOf('active', 'closed'),
});

export const settings = object<Settings>({
  recoveryDelayHours: integer(0, 24 * 90),
  requestWindowSeconds: integer(1, 86_400),
  clockToleranceSeconds: integer(1, 3_600),
  deliveryHours: integer(1, 24 * 365),
});

const bootstrapBody = checked(
  object<BootstrapBody>({
    agencies: array(agencyBody, { min: 1, max: 10_000, unique: (agency) => agency.code }),
    settings,
  }),
  ({ agencies }) => [...strayParents(agencies), ...missingSupervisor(agencies)],
);

function strayParents(agencies: readonly AgencyBody[]): Fault[] {
  const above = new Map(agencies.map(({ code, parent }) => [code, parent]));
  return agencies.flatMap(({ code, parent }, index) => {
    const path = `/agencies/${index}/parent`;
    if (parent !== undefined && !above.has(parent))
      return [{ path, problem: 'names no agency of this consortium' }];
    return descendsFrom(code, above) ? [{ path, problem: 'leads back to the agency itself' }] : [];
  });
}

function descendsFrom<Code>(code: Code, above: ReadonlyMap<Code, Code | undefined>): boolean {
  const seen = new Set<Code>();
  let next = above.get(code);
  while (next !== undefined && next !== code && !seen.has(next)) {
    seen.add(next);
    next = above.get(next);
  }
  return next === code;
}

/** Without a supervisor nothing could be changed after the bootstrap. */
function missingSupervisor(agencies: readonly AgencyBody[]): Fault[] {
  return agencies.some(({ roles }) => roles.some((one) => one.role === 'supervisor'))
    ? []
    : [{ path: '/agencies', problem: 'has no supervisor' }];
}

export const parseAgencyBody = reads(agencyBody);
export const parseSettings = reads(settings);
export const parseBootstrapBody = reads(bootstrapBody);
