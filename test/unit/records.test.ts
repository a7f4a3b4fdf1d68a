import { expect } from 'chai';
import fc from 'fast-check';
import {
  OnceError,
  parseAgencyBody,
  parseBootstrapBody,
  parseCatalogueEntry,
  parseClearBody,
  parseDelivery,
  parseDeliveryContent,
  parseDeclarationRecord,
  parseRecord,
  parseSealedPart,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { ACT, BODIES, DIGEST, JWK, KID, SALT, hex } from '../support/bodies.js';
import { elementJson, itemJson, typeJson } from '../support/catalogue-entries.js';
import { refusal } from '../support/refusal.js';

const time = '2026-03-01T12:00:00.000Z';
const enterprise = '91350100M000100Y43';
const head = { format: 1, acts: [ACT], updatedAt: time };
const blinded = { ...head, acts: [{ digest: DIGEST }], blinded: true, parties: ['tax', 'market-regulation'] };
const key = { jwk: JWK, kid: KID, from: time, until: '2027-01-01T00:00:00.000Z' };
const settings = {
  recoveryDelayHours: 72,
  requestWindowSeconds: 300,
  clockToleranceSeconds: 60,
  deliveryHours: 72,
};
const reading = {
  kind: 'reading',
  id: hex('r', '1'),
  status: 'granted',
  requestedAt: time,
  custodianOrganization: 'market-regulation',
  requesterOrganization: 'tax',
  deliverBy: time,
};

const RECORDS: Readonly<Record<string, JsonObject>> = {
  settings: { ...head, acts: [], kind: 'settings', settings },
  agency: { ...head, kind: 'agency', agency: BODIES['agency.amend'] },
  'catalogue entry': {
    ...head,
    kind: 'catalogue-entry',
    status: 'effective',
    entry: typeJson(),
    ref: 'business-licence@1',
    digest: DIGEST,
    effectiveFrom: time,
  },
  declarant: {
    ...head,
    kind: 'declarant',
    declarant: enterprise,
    declarantKind: 'enterprise',
    name: 'One',
    parent: '91110000600037341L',
    status: 'merged',
    mergedInto: '91110000600037341L',
    keys: [key],
    recovery: { key: { ...key, recovered: true }, announcedAt: time, effectiveAt: time },
  },
  mandate: { ...head, kind: 'mandate', status: 'revoked', mandate: BODIES['mandate.grant'], revokedAt: time },
  declaration: {
    ...head,
    kind: 'declaration',
    id: `business-licence.${enterprise}.branch-1`,
    declarant: enterprise,
    type: 'business-licence@1',
    version: 2,
    origin: 'self',
    status: 'refused',
    commitment: { root: DIGEST, suite: 'once-sha256-1' },
    declaredAt: time,
    statusAt: time,
    statusBy: 'agency:market-regulation',
    reason: 'Not in the register',
    former: { record: DIGEST, status: 'superseded', version: 1 },
    validFrom: time,
    validUntil: '2027-01-01T00:00:00.000Z',
  },
  custody: {
    ...head,
    kind: 'custody',
    id: `business-licence.${enterprise}`,
    version: 1,
    custodian: 'market-regulation',
    state: 'held',
  },
  consent: { ...head, kind: 'consent', id: hex('c', '1'), status: 'active' },
  'blinded consent': { ...blinded, kind: 'consent', id: hex('c', '1'), status: 'active' },
  application: { ...head, kind: 'application', id: hex('a', '1'), status: 'open' },
  'blinded application': { ...blinded, kind: 'application', id: hex('a', '1'), status: 'closed' },
  reading: { ...head, ...reading, reason: 'QUOTA_EXCEEDED' },
  'blinded reading': { ...blinded, ...reading },
};
const pathsOf = (parse: (value: JsonValue) => unknown, value: JsonValue) =>
  refusal('INPUT_INVALID', () => parse(value)).faults.map(({ path }) => path);

describe('records', () => {
  for (const [name, record] of Object.entries(RECORDS)) {
    it(`${name}: is taken unchanged, and with nothing more`, () => {
      expect(parseRecord(record)).to.deep.equal(record);
      expect(pathsOf(parseRecord, { ...record, more: 1 })).to.deep.equal(['/more']);
      expect(pathsOf(parseRecord, { ...record, format: 2 })).to.deep.equal(['/format']);
      expect(pathsOf(parseRecord, { ...record, updatedAt: '2026-03-01' })).to.deep.equal(['/updatedAt']);
    });
  }

  it('are told apart by kind', () => {
    expect(pathsOf(parseRecord, { ...head, kind: 'licence' })).to.deep.equal(['/kind']);
    expect(pathsOf(parseRecord, { ...head, kind: 'toString' })).to.deep.equal(['/kind']);
    expect(pathsOf(parseDeclarationRecord, RECORDS['custody']!)).to.include('/kind');
  });

  it('are blinded or in clear, never half', () => {
    expect(pathsOf(parseRecord, { ...RECORDS['blinded consent']!, blinded: false })).to.include('/blinded');
    expect(pathsOf(parseRecord, { ...RECORDS['blinded consent']!, acts: [ACT] })).to.include(
      '/acts/0/digest',
    );
    expect(pathsOf(parseRecord, { ...RECORDS['consent']!, acts: [{ digest: DIGEST }] })).to.include(
      '/acts/0/digest',
    );
    expect(pathsOf(parseRecord, { ...RECORDS['consent']!, parties: ['tax'] })).to.deep.equal(['/parties']);
    expect(pathsOf(parseRecord, { ...RECORDS['declaration']!, blinded: true })).to.deep.equal(['/blinded']);
  });

  it('are refused whatever one member becomes, or taken as they are', () => {
    const names = Object.keys(RECORDS);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.jsonValue(), (name, index, value) => {
        const record = RECORDS[name]!;
        const members = Object.keys(record);
        const changed = { ...record, [members[index % members.length]!]: value as JsonValue };
        try {
          expect(parseRecord(changed)).to.deep.equal(changed);
        } catch (error) {
          if (!(error instanceof OnceError)) throw error;
          expect(error.code).to.equal('INPUT_INVALID');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('catalogue entries', () => {
  it('are taken unchanged', () => {
    const item = itemJson({
      asks: [{ element: 'lease', reason: { en: 'Why', zh: '原因' } }],
      result: 'tax-registration',
    });
    for (const entry of [elementJson('enterprise-name'), typeJson(), item])
      expect(parseCatalogueEntry(entry)).to.deep.equal(entry);
  });

  const wrong: readonly (readonly [string, JsonObject, string])[] = [
    ['a kind nobody knows', { ...typeJson(), kind: 'form' }, '/kind'],
    ['an identifier in capitals', { ...typeJson(), id: 'Licence' }, '/id'],
    ['a version of seven digits', { ...typeJson(), version: 1_000_000 }, '/version'],
    ['a name in one language', { ...typeJson(), names: { en: 'Licence' } }, '/names/zh'],
    ['a type without claims', typeJson({ claims: {} }), '/body/claims'],
    ['a type for nobody', typeJson({ subject: [] }), '/body/subject'],
    ['an item without basis', itemJson({ bases: [] }), '/body/bases'],
    [
      'an item that reads a type twice',
      itemJson({
        reads: [
          { type: 'a', claims: ['x'], required: true },
          { type: 'a', claims: ['y'], required: true },
        ],
      }),
      '/body/reads/1',
    ],
    [
      'an item that asks for an element twice',
      itemJson({ asks: [{ element: 'a' }, { element: 'a' }] }),
      '/body/asks/1',
    ],
    ['a limit of no days', itemJson({ timeLimitDays: 0 }), '/body/timeLimitDays'],
    ["an item's body on a type", { ...typeJson(), body: itemJson()['body']! }, '/body/agency'],
  ];
  for (const [what, entry, path] of wrong) {
    it(`refuses ${what}`, () => {
      expect(pathsOf(parseCatalogueEntry, entry)).to.include(path);
    });
  }
});

describe('the bootstrap', () => {
  const template = Object.fromEntries(
    Object.entries(BODIES['agency.amend']).filter(([name]) => name !== 'parent'),
  );
  const agency = (code: string, more: JsonObject = {}): JsonObject => ({ ...template, code, ...more });
  const office = agency('office', { roles: [{ role: 'supervisor' }] });

  it('takes agencies under one another, and the settings', () => {
    const both = agency('both', { roles: [{ role: 'requester' }, { role: 'supervisor' }] });
    expect(parseBootstrapBody({ agencies: [both], settings }).agencies).to.have.length(1);
    const body = { agencies: [office, agency('tax', { parent: 'office' })], settings };
    expect(parseBootstrapBody(body)).to.deep.equal(body);
    expect(parseAgencyBody(office)).to.deep.equal(office);
  });

  const wrong: readonly (readonly [string, readonly JsonObject[], string])[] = [
    ['no agencies', [], '/agencies'],
    ['an agency twice', [office, agency('tax'), agency('tax')], '/agencies/2'],
    ['a parent that is not there', [office, agency('tax', { parent: 'nobody' })], '/agencies/1/parent'],
    [
      'a circle of parents',
      [office, agency('a', { parent: 'b' }), agency('b', { parent: 'a' })],
      '/agencies/1/parent',
    ],
    ['an agency above itself', [{ ...office, parent: 'office' }], '/agencies/0/parent'],
    ['nobody who could change anything later', [agency('tax')], '/agencies'],
  ];
  for (const [what, agencies, path] of wrong) {
    it(`refuses ${what}`, () => {
      expect(pathsOf(parseBootstrapBody, { agencies, settings })).to.include(path);
    });
  }

  it('refuses settings out of range', () => {
    const body = {
      agencies: [office],
      settings: { ...settings, clockToleranceSeconds: 0, deliveryHours: '72' },
    };
    expect(pathsOf(parseBootstrapBody, body)).to.deep.equal([
      '/settings/clockToleranceSeconds',
      '/settings/deliveryHours',
    ]);
  });
});

describe('private parts', () => {
  const jwe = 'aaaa.bbbb.cccc.dddd.eeee';
  const sealed = {
    format: 1,
    suite: 'A256GCM',
    iv: 'A'.repeat(16),
    ciphertext: 'AAA',
    tag: 'A'.repeat(22),
    wraps: [{ owner: `declarant:${enterprise}`, kid: KID, jwe }],
  };

  it('are taken unchanged', () => {
    const clear = { clear: { name: { salt: SALT, value: null } } };
    const content = {
      reading: hex('r', '1'),
      declaration: `business-licence.${enterprise}`,
      version: 1,
      claims: clear.clear,
    };
    expect(parseSealedPart(sealed)).to.deep.equal(sealed);
    expect(parseClearBody(clear)).to.deep.equal(clear);
    expect(parseDelivery({ format: 1, kid: KID, jwe })).to.deep.equal({ format: 1, kid: KID, jwe });
    expect(parseDeliveryContent(content)).to.deep.equal(content);
  });

  const wrong: readonly (readonly [string, JsonObject, string])[] = [
    ['an unknown suite', { suite: 'A128GCM' }, '/suite'],
    ['an initialization vector of 11 bytes', { iv: 'A'.repeat(15) }, '/iv'],
    ['a tag of 15 bytes', { tag: 'A'.repeat(20) }, '/tag'],
    ['base64 with padding', { ciphertext: 'AAA=' }, '/ciphertext'],
    ['base64 in its other alphabet', { ciphertext: 'A+/A' }, '/ciphertext'],
    ['a part of a byte', { ciphertext: 'AAAAA' }, '/ciphertext'],
    ['a second spelling of one byte more', { ciphertext: 'AAAAAB' }, '/ciphertext'],
    ['a second spelling of the same bytes', { ciphertext: 'AAB' }, '/ciphertext'],
    ['more than 256 KiB', { ciphertext: 'A'.repeat(349_528) }, '/ciphertext'],
    ['no wraps', { wraps: [] }, '/wraps'],
    ['a wrap twice', { wraps: [sealed.wraps[0]!, sealed.wraps[0]!] }, '/wraps/1'],
    ['a wrap that is no JWE', { wraps: [{ ...sealed.wraps[0]!, jwe: 'aaaa.bbbb.cccc' }] }, '/wraps/0/jwe'],
  ];
  for (const [what, change, path] of wrong) {
    it(`refuses ${what}`, () => {
      expect(pathsOf(parseSealedPart, { ...sealed, ...change })).to.include(path);
    });
  }

  it('take 256 KiB of ciphertext', () => {
    expect(parseSealedPart({ ...sealed, ciphertext: 'A'.repeat(349_526) }).ciphertext).to.have.length(
      349_526,
    );
  });
});
