import type { ActKind, JsonObject } from '@onceledger/chaincode/domain';
import { elementJson } from './catalogue-entries.js';

export const DIGEST = 'A'.repeat(43);
export const SALT = 'A'.repeat(22);
export const JWK = {
  crv: 'P-256',
  kty: 'EC',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
/** RFC 7638 thumbprint of `JWK`, computed with node:crypto. */
export const KID = 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U';
export const hex = (letter: string, digit: string) => `${letter}-${digit.repeat(32)}`;
const enterprise = '91350100M000100Y43';
const other = '91110000600037341L';
const commitment = { root: DIGEST, suite: 'once-sha256-1' };
const licence = `business-licence.${enterprise}`;
/** An act in form only: nobody signed it. */
export const ACT = { body: {}, jws: `aa.bb.${'A'.repeat(86)}` };

const declaration: JsonObject = {
  declaration: licence,
  declarant: enterprise,
  type: 'business-licence@1',
  version: 1,
  origin: 'assisted',
  clear: { name: { salt: SALT, value: { any: ['json', 1, null] } } },
  leaves: { telephone: DIGEST },
  commitment,
  sealed: true,
  evidence: DIGEST,
  validFrom: '2026-01-01T00:00:00.000Z',
  validUntil: '2027-01-01T00:00:00.000Z',
};
const status = { declaration: licence, version: 1, commitment, reason: 'Found wrong' };
const end = (target: string) => ({ target, reason: 'No longer needed' });

/** One body of each act with every member that it can have. */
export const BODIES: Readonly<Record<ActKind, JsonObject>> = {
  'agency.amend': {
    code: 'tax',
    keys: [
      {
        jwk: JWK,
        kid: KID,
        use: 'sign',
        from: '2026-01-01T00:00:00.000Z',
        until: '2027-01-01T00:00:00.000Z',
      },
    ],
    level: 'city',
    names: { en: 'Tax', zh: '税务' },
    organization: 'tax',
    parent: 'government-affairs',
    region: '350100',
    roles: [
      {
        role: 'registrar',
        types: ['business-licence'],
        declarants: ['enterprise'],
        regions: ['35', '3501', '350102'],
      },
    ],
    status: 'active',
  },
  'catalogue.file': { entry: elementJson('enterprise-name') },
  'catalogue.approve': { digest: DIGEST, ref: 'business-licence@1', reason: 'As agreed' },
  'catalogue.retire': { digest: DIGEST, ref: 'business-licence@1', reason: 'Replaced' },
  'declarant.enrol': {
    declarant: enterprise,
    kind: 'enterprise',
    key: JWK,
    name: '福州一号有限公司',
    parent: other,
  },
  'declarant.vouch': { request: ACT, evidence: DIGEST },
  'declarant.rotate': { declarant: enterprise, key: JWK, proof: ACT },
  'declarant.recover': { declarant: enterprise, key: JWK, proof: ACT, support: ACT },
  'declarant.recover-support': { declarant: enterprise, key: KID },
  'declarant.stop-recovery': { declarant: enterprise },
  'declarant.set-status': { declarant: enterprise, status: 'merged', reason: 'Merged', mergedInto: other },
  'mandate.grant': {
    mandate: hex('m', '1'),
    from: enterprise,
    to: other,
    scope: ['business-licence'],
    actions: ['declare', 'apply'],
    validUntil: '2027-01-01T00:00:00.000Z',
  },
  'mandate.revoke': end(hex('m', '1')),
  'declaration.declare': declaration,
  'declaration.amend': declaration,
  'declaration.withdraw': status,
  'declaration.attest': { ...status, reading: hex('r', '1'), basis: 'register' },
  'declaration.refuse': { ...status, reading: hex('r', '1') },
  'declaration.suspend': status,
  'declaration.reinstate': status,
  'declaration.revoke': status,
  'custody.report': { declaration: licence, version: 1, state: 'unopenable', reason: 'COMMITMENT' },
  'custody.reseal': { declaration: licence, version: 1, cause: 'held' },
  'consent.grant': {
    consent: hex('c', '1'),
    declarant: enterprise,
    requester: 'tax',
    item: 'register-for-tax',
    type: 'business-licence',
    claims: ['name'],
    validUntil: '2027-01-01T00:00:00.000Z',
    salt: SALT,
  },
  'consent.revoke': end(hex('c', '1')),
  'application.apply': {
    application: hex('a', '1'),
    declarant: enterprise,
    item: 'register-for-tax@1',
    reads: [{ type: 'business-licence', claims: ['name'] }],
    asked: 0,
    salt: SALT,
  },
  'application.close': end(hex('a', '1')),
  'reading.request': {
    reading: hex('r', '1'),
    requester: 'tax',
    declaration: licence,
    version: 1,
    claims: ['name', 'legalRepresentative.idNumber'],
    mode: 'value',
    purpose: { kind: 'item', item: 'register-for-tax' },
    basis: { kind: 'request', application: hex('a', '1') },
    deliverTo: KID,
    salt: SALT,
  },
  'reading.answer': { reading: hex('r', '1'), salt: SALT, decision: 'granted', delivery: DIGEST },
  'reading.refuse': { reading: hex('r', '1'), answer: DIGEST },
  'reading.receive': { reading: hex('r', '1'), salt: SALT, result: 'rejected', reason: 'COMMITMENT' },
};

/** Members that a body can do without. */
export const OPTIONAL: Partial<Record<ActKind, readonly string[]>> = {
  'agency.amend': ['parent'],
  'catalogue.approve': ['reason'],
  'catalogue.retire': ['reason'],
  'declarant.enrol': ['parent'],
  'mandate.revoke': ['reason'],
  'consent.revoke': ['reason'],
  'application.close': ['reason'],
  'declaration.declare': ['validFrom', 'validUntil'],
  'declaration.amend': ['validFrom', 'validUntil'],
  'declaration.withdraw': ['reason'],
  'declaration.attest': ['reason', 'reading', 'basis'],
  'declaration.refuse': ['reading'],
  'declaration.reinstate': ['reason'],
};
