import {
  parseAgencyCode,
  parseApplicationId,
  parseClaimPath,
  parseConsentId,
  parseDeclarantId,
  parseDeclarationId,
  parseDigest,
  parseEntryId,
  parseEntryRef,
  parseKeyId,
  parseOrganizationId,
  parsePublicJwk,
  parseSalt,
  parseTimestamp,
  type AgencyRecord,
  type ApplicationBody,
  type ConsentBody,
  type CustodyRecord,
  type DeclarantRecord,
  type DeclarationRecord,
  type ReadingFacts,
  type Role,
} from '@onceledger/chaincode/domain';
import { catalogueRecord, itemJson, typeJson } from './catalogue-entries.js';

export const at = (time: string) => parseTimestamp(`2026-03-01T${time}.000Z`);
export const NOW = at('12:00:00');
export const ENTERPRISE = parseDeclarantId('91350100M000100Y43');
export const OTHER_ENTERPRISE = parseDeclarantId('91110000600037341L');
export const INDIVIDUAL = parseDeclarantId(`i-${'5'.repeat(32)}`);
export const LICENCE = parseDeclarationId(`business-licence.${ENTERPRISE}`);
export const ITEM = parseEntryId('register-for-tax');
export const TYPE = parseEntryId('business-licence');
export const TAX = parseAgencyCode('tax');
export const MARKET = parseAgencyCode('market-regulation');
export const DELIVERY_KEY = parseKeyId('D'.repeat(42) + 'E');
export const paths = (...names: string[]) => names.map((name) => parseClaimPath(name));

// RFC 7515, appendix A.3.1.
export const JWK = parsePublicJwk({
  crv: 'P-256',
  kty: 'EC',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
});
const SALT = parseSalt('AAAAAAAAAAAAAAAAAAAAAA');
const record = { format: 1, acts: [], updatedAt: at('08:00:00') } as const;

export function agency(
  code: string,
  roles: readonly Role[],
  more: Partial<AgencyRecord['agency']> = {},
): AgencyRecord {
  return {
    ...record,
    kind: 'agency',
    agency: {
      code: parseAgencyCode(code),
      keys: [{ jwk: JWK, kid: DELIVERY_KEY, use: 'encrypt', from: at('07:00:00') }],
      level: 'city',
      names: { en: 'Agency', zh: '部门' },
      organization: parseOrganizationId(code),
      region: '350100',
      roles,
      status: 'active',
      ...more,
    },
  };
}

export const tax = agency('tax', [{ role: 'requester' }]);
export const market = agency('market-regulation', [{ role: 'provider', types: [TYPE] }]);

export const declarant: DeclarantRecord = {
  ...record,
  kind: 'declarant',
  declarant: ENTERPRISE,
  declarantKind: 'enterprise',
  name: 'An enterprise',
  status: 'active',
  keys: [],
};

export const declaration: DeclarationRecord = {
  ...record,
  kind: 'declaration',
  id: LICENCE,
  declarant: ENTERPRISE,
  type: parseEntryRef('business-licence@1'),
  version: 3,
  origin: 'self',
  status: 'attested',
  commitment: { root: parseDigest('A'.repeat(43)), suite: 'once-sha256-1' },
  declaredAt: at('09:00:00'),
  statusAt: at('10:00:00'),
  statusBy: 'agency:market-regulation' as DeclarationRecord['statusBy'],
};

export const custody: CustodyRecord = {
  ...record,
  kind: 'custody',
  id: LICENCE,
  version: 3,
  custodian: MARKET,
  state: 'held',
};

export const application: ApplicationBody = {
  application: parseApplicationId(`a-${'1'.repeat(32)}`),
  declarant: ENTERPRISE,
  item: parseEntryRef('register-for-tax@1'),
  reads: [{ type: TYPE, claims: paths('name', 'telephone', 'account') }],
  asked: 0,
  salt: SALT,
};

export const consent: ConsentBody = {
  consent: parseConsentId(`c-${'2'.repeat(32)}`),
  declarant: ENTERPRISE,
  requester: TAX,
  item: ITEM,
  type: TYPE,
  claims: paths('name', 'telephone', 'account'),
  validUntil: at('13:00:00'),
  salt: SALT,
};

const common: ReadingFacts = {
  request: {
    requester: TAX,
    declaration: LICENCE,
    version: 3,
    claims: paths('name', 'telephone', 'account'),
    mode: 'value',
    purpose: { kind: 'item', item: ITEM },
    basis: { kind: 'law' },
    deliverTo: DELIVERY_KEY,
  },
  requestedAt: at('11:59:00'),
  committedAt: at('11:59:30'),
  now: NOW,
  requestWindowSeconds: 300,
  requester: tax,
  declarant,
  declaration,
  type: catalogueRecord(typeJson()),
  item: catalogueRecord(itemJson()),
  custody,
  grantedToday: 9,
};

/** Four readings that are granted, one on each basis. */
export const byLaw: ReadingFacts = common;
export const byRequest: ReadingFacts = {
  ...common,
  request: { ...common.request, basis: { kind: 'request', application: application.application } },
  application: { body: application, status: 'open' },
};
export const byConsent: ReadingFacts = {
  ...common,
  request: { ...common.request, basis: { kind: 'consent', consent: consent.consent } },
  consent: { body: consent, status: 'active' },
};
export const toAttest: ReadingFacts = {
  ...common,
  request: {
    ...common.request,
    requester: MARKET,
    claims: paths('name', 'secret'),
    purpose: { kind: 'attestation' },
    basis: { kind: 'attestation' },
  },
  requester: market,
  declaration: { ...declaration, status: 'declared' },
};

/** The same facts with other members; `undefined` takes a member away. */
export function but(
  facts: ReadingFacts,
  change: { readonly [K in keyof ReadingFacts]?: ReadingFacts[K] | undefined },
): ReadingFacts {
  const members = Object.entries({ ...facts, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as unknown as ReadingFacts;
}

/** The same facts with other members of the request. */
export function asking(facts: ReadingFacts, change: Partial<ReadingFacts['request']>): ReadingFacts {
  return { ...facts, request: { ...facts.request, ...change } };
}
