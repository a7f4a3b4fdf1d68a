import type { JsonObject } from '@onceledger/chaincode/domain';

const names = { en: 'A name', zh: '名称' };
const text = { type: 'string', minLength: 1, maxLength: 200 };

function element(id: string, personal = false): JsonObject {
  return { kind: 'element', id, version: 1, names, body: { description: names, schema: text, personal } };
}

function claim(
  of: string,
  visibility: 'public' | 'private',
  sharing: 'unconditional' | 'conditional' = 'unconditional',
  required = false,
): JsonObject {
  return { element: of, names, required, visibility, sharing, schema: text };
}

function type(id: string, body: JsonObject): JsonObject {
  return { kind: 'type', id, version: 1, names, body };
}

function item(id: string, body: JsonObject): JsonObject {
  return {
    kind: 'item',
    id,
    version: 1,
    names,
    body: {
      law: { citation: names },
      asks: [],
      approvedBy: [],
      confidential: false,
      timeLimitDays: 5,
      ...body,
    },
  };
}

/** What the contract tests file, in an order in which each finds what it refers to. */
export const ENTRIES: readonly JsonObject[] = [
  element('enterprise-name'),
  element('telephone'),
  element('bank-account'),
  element('region'),
  element('residence-address', true),
  type('business-licence', {
    subject: ['enterprise'],
    provider: 'market-regulation',
    custodian: 'market-regulation',
    origins: ['self', 'agency', 'assisted'],
    publicBody: 'chain',
    attested: false,
    claims: {
      account: claim('bank-account', 'private', 'conditional'),
      name: claim('enterprise-name', 'public', 'unconditional', true),
      telephone: claim('telephone', 'private'),
    },
  }),
  /** Public claims only, and from its declarant only. */
  type('trade-mark', {
    subject: ['enterprise'],
    provider: 'market-regulation',
    custodian: 'market-regulation',
    origins: ['self'],
    publicBody: 'chain',
    attested: false,
    claims: { name: claim('enterprise-name', 'public', 'unconditional', true) },
  }),
  type('residence', {
    subject: ['individual'],
    provider: 'public-security',
    custodian: 'public-security',
    origins: ['self', 'agency'],
    publicBody: 'collection',
    attested: false,
    claims: {
      address: claim('residence-address', 'private'),
      region: claim('region', 'public', 'unconditional', true),
    },
  }),
  item('register-for-tax', {
    agency: 'tax',
    subject: ['enterprise'],
    bases: ['request', 'consent', 'law'],
    law: { citation: names, quotaPerDay: 10 },
    reads: [{ type: 'business-licence', claims: ['name', 'telephone'], required: true }],
  }),
  item('inspect-accounts', {
    agency: 'tax',
    subject: ['enterprise'],
    bases: ['consent'],
    reads: [{ type: 'business-licence', claims: ['account'], required: true }],
    approvedBy: ['market-regulation'],
    confidential: true,
  }),
  item('deduct-housing', {
    agency: 'tax',
    subject: ['individual'],
    bases: ['consent', 'request'],
    reads: [{ type: 'residence', claims: ['address', 'region'], required: true }],
  }),
];
