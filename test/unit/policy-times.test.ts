import { expect } from 'chai';
import {
  agencyHasRole,
  agencyKeyAt,
  declarationStatusAt,
  encryptionKeyAt,
  keysAt,
  mandateCovers,
  needsBlinding,
  parseEntryId,
  parseKeyId,
  parseMandateId,
  regionOf,
  type DeclarantKey,
  type DeclarantRecord,
  type MandateRecord,
} from '@onceledger/chaincode/domain';
import {
  DELIVERY_KEY,
  ENTERPRISE,
  INDIVIDUAL,
  JWK,
  OTHER_ENTERPRISE,
  TYPE,
  agency,
  at,
  declarant,
  declaration,
  tax,
} from '../support/policy-facts.js';

const kid = (letter: string) => parseKeyId(letter.repeat(42) + 'A');
const key = (letter: string, from: string, until?: string): DeclarantKey => ({
  jwk: JWK,
  kid: kid(letter),
  from: at(from),
  ...(until === undefined ? {} : { until: at(until) }),
});
const letters = (record: DeclarantRecord, time: string) => keysAt(record, at(time)).map((one) => one.kid[0]);

describe('keysAt', () => {
  const rotated: DeclarantRecord = {
    ...declarant,
    keys: [key('A', '08:00:00', '10:00:00'), key('B', '10:00:00')],
  };

  it('takes a key from its first moment until before its last', () => {
    expect(letters(rotated, '07:59:59')).to.deep.equal([]);
    expect(letters(rotated, '08:00:00')).to.deep.equal(['A']);
    expect(letters(rotated, '09:59:59')).to.deep.equal(['A']);
    expect(letters(rotated, '10:00:00')).to.deep.equal(['B']);
  });

  it('lets a recovery take effect by time alone, and for good', () => {
    const recovering: DeclarantRecord = {
      ...rotated,
      recovery: {
        key: { ...key('R', '12:00:00'), recovered: true },
        announcedAt: at('11:00:00'),
        effectiveAt: at('12:00:00'),
      },
    };
    expect(letters(recovering, '11:59:59')).to.deep.equal(['B']);
    expect(letters(recovering, '12:00:00')).to.deep.equal(['R']);
    expect(keysAt(recovering, at('23:00:00'))[0]).to.include({ recovered: true });
  });
});

describe('agencyKeyAt', () => {
  it('takes the key of that identifier and use while it is valid', () => {
    expect(agencyKeyAt(tax, DELIVERY_KEY, at('07:00:00'), 'encrypt')).to.include({ kid: DELIVERY_KEY });
    expect(agencyKeyAt(tax, DELIVERY_KEY, at('06:59:59'), 'encrypt')).to.equal(undefined);
    expect(agencyKeyAt(tax, DELIVERY_KEY, at('07:00:00'), 'sign')).to.equal(undefined);
    expect(agencyKeyAt(tax, kid('A'), at('07:00:00'), 'encrypt')).to.equal(undefined);
  });

  it('seals to the newest of the current keys', () => {
    const keys = [
      { ...key('A', '07:00:00'), use: 'encrypt' },
      { ...key('B', '09:00:00'), use: 'encrypt' },
      { ...key('C', '10:00:00'), use: 'sign' },
      { ...key('D', '08:00:00', '11:00:00'), use: 'encrypt' },
    ] as const;
    const rotating = agency('tax', [], { keys });
    expect(encryptionKeyAt(rotating, at('08:30:00'))?.kid).to.equal(kid('D'));
    expect(encryptionKeyAt(rotating, at('12:00:00'))?.kid).to.equal(kid('B'));
    expect(encryptionKeyAt(rotating, at('06:00:00'))).to.equal(undefined);
  });
});

describe('agencyHasRole', () => {
  const registrar = agency('registry', [
    { role: 'registrar', declarants: ['enterprise'], regions: ['35', '1101'] },
    { role: 'provider', types: [TYPE] },
  ]);
  const cases = [
    ['registrar', {}, true],
    ['registrar', { declarantKind: 'enterprise' }, true],
    ['registrar', { declarantKind: 'individual' }, false],
    ['registrar', { region: '350100' }, true],
    ['registrar', { region: '110108' }, true],
    ['registrar', { region: '110200' }, false],
    ['registrar', { region: '350100', declarantKind: 'individual' }, false],
    ['provider', { type: TYPE }, true],
    ['provider', { type: parseEntryId('tax-registration') }, false],
    ['provider', { type: TYPE, region: '110200' }, true],
    ['supervisor', {}, false],
  ] as const;
  for (const [role, scope, expected] of cases) {
    it(`${expected ? 'finds' : 'does not find'} ${role} for ${JSON.stringify(scope)}`, () => {
      expect(agencyHasRole(registrar, role, scope)).to.equal(expected);
    });
  }

  it('finds none in a closed agency', () => {
    const closed = agency('registry', registrar.agency.roles, { status: 'closed' });
    expect(agencyHasRole(closed, 'provider', { type: TYPE })).to.equal(false);
  });
});

describe('mandateCovers', () => {
  const mandate: MandateRecord = {
    format: 1,
    kind: 'mandate',
    acts: [],
    updatedAt: at('08:00:00'),
    status: 'active',
    mandate: {
      mandate: parseMandateId(`m-${'3'.repeat(32)}`),
      from: ENTERPRISE,
      to: OTHER_ENTERPRISE,
      scope: [TYPE],
      actions: ['declare', 'amend'],
      validUntil: at('13:00:00'),
    },
  };
  const asked = { action: 'declare', entry: TYPE, at: at('12:00:00') } as const;

  it('covers action, entry and time together', () => {
    expect(mandateCovers(mandate, asked)).to.equal(true);
    expect(mandateCovers(mandate, { ...asked, action: 'withdraw' })).to.equal(false);
    expect(mandateCovers(mandate, { ...asked, entry: parseEntryId('tax-registration') })).to.equal(false);
    expect(mandateCovers(mandate, { ...asked, at: at('13:00:00') })).to.equal(false);
  });

  it('covers nothing from its revocation on, and still what came before', () => {
    const revoked: MandateRecord = { ...mandate, status: 'revoked', revokedAt: at('11:00:00') };
    expect(mandateCovers(revoked, asked)).to.equal(false);
    expect(mandateCovers(revoked, { ...asked, at: at('11:00:00') })).to.equal(false);
    expect(mandateCovers(revoked, { ...asked, at: at('10:59:59') })).to.equal(true);
    expect(mandateCovers({ ...mandate, status: 'revoked' }, { ...asked, at: at('08:00:00') })).to.equal(
      false,
    );
  });
});

describe('declarationStatusAt', () => {
  it('computes expired for active declarations only', () => {
    const ending = { ...declaration, validUntil: at('12:00:00') };
    expect(declarationStatusAt(ending, at('11:59:59'))).to.equal('attested');
    expect(declarationStatusAt(ending, at('12:00:00'))).to.equal('expired');
    expect(declarationStatusAt({ ...ending, status: 'suspended' }, at('12:00:00'))).to.equal('expired');
    expect(declarationStatusAt({ ...ending, status: 'revoked' }, at('12:00:00'))).to.equal('revoked');
    expect(declarationStatusAt(declaration, at('23:59:59'))).to.equal('attested');
  });
});

describe('needsBlinding', () => {
  it('blinds individuals always and enterprises for confidential items', () => {
    expect(needsBlinding(INDIVIDUAL)).to.equal(true);
    expect(needsBlinding(INDIVIDUAL, { confidential: false })).to.equal(true);
    expect(needsBlinding(ENTERPRISE)).to.equal(false);
    expect(needsBlinding(ENTERPRISE, { confidential: false })).to.equal(false);
    expect(needsBlinding(ENTERPRISE, { confidential: true })).to.equal(true);
  });
});

describe('regionOf', () => {
  it('reads the region of registration out of the code of an enterprise', () => {
    expect(regionOf(ENTERPRISE)).to.equal('350100');
    expect(regionOf(INDIVIDUAL)).to.equal(undefined);
  });
});
