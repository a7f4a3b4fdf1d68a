import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  agencyActor,
  type AgencyCode,
  type ConsentId,
  declarantActor,
  type DeclarantId,
  declarantKindOf,
  declarationId,
  type EntryId,
  entryRef,
  millisecondsOf,
  parseAgencyCode,
  parseConsentId,
  parseDeclarantId,
  parseEntryId,
  parseResidentNumber,
  parseTimestamp,
  parseUscc,
  randomId,
  type ReadingId,
  splitActor,
  splitDeclarationId,
  splitEntryRef,
  timestampOf,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';
import { residentNumberVectors, usccVectors } from '../support/vectors.js';

const INDIVIDUAL = 'i-000102030405060708090a0b0c0d0e0f';
const ENTERPRISE = '91350100M000100Y43';
const HEX = '000102030405060708090a0b0c0d0e0f';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('identifiers', () => {
  describe('unified social credit code (GB 32100-2015)', () => {
    for (const { code, note } of usccVectors().valid) {
      it(`admits ${code}: ${note}`, () => expect(parseUscc(code)).to.equal(code));
    }

    for (const { code, note } of usccVectors().invalid) {
      it(`refuses ${JSON.stringify(code)}: ${note}`, () => {
        refusal('IDENTIFIER_INVALID', () => parseUscc(code));
      });
    }

    it('covers every department and every check character', () => {
      const codes = usccVectors().valid.map(({ code }) => code);
      expect(new Set(codes.map((code) => code[0]))).to.have.keys(Array.from('123456789ANY'));
      expect(new Set(codes.map((code) => code[17]))).to.have.keys(Array.from(ALPHABET));
    });

    it('refuses any one character changed, and any two different neighbours exchanged', () => {
      for (const { code } of usccVectors().valid.slice(0, 12)) {
        for (let at = 0; at < 18; at++) {
          for (const other of ALPHABET) {
            if (other === code[at]) continue;
            refusal('IDENTIFIER_INVALID', () => parseUscc(code.slice(0, at) + other + code.slice(at + 1)));
          }
          const [one, two] = [code[at], code[at + 1]];
          if (two === undefined || one === two) continue;
          refusal('IDENTIFIER_INVALID', () =>
            parseUscc(`${code.slice(0, at)}${two}${one!}${code.slice(at + 2)}`),
          );
        }
      }
    });
  });

  describe('resident identity number (GB 11643-1999)', () => {
    for (const { number, note } of residentNumberVectors().valid) {
      it(`admits a number: ${note}`, () => expect(parseResidentNumber(number)).to.equal(number));
    }

    for (const { number, note } of residentNumberVectors().invalid) {
      it(`refuses a number: ${note}`, () => {
        const error = refusal('IDENTIFIER_INVALID', () => parseResidentNumber(number, '/id'));
        expect(error.faults.map(({ path }) => path)).to.deep.equal(['/id']);
        if (number.length > 4) expect(error.message).not.to.include(number.slice(4));
      });
    }

    it('agrees with the calendar for every day of 1896 to 1904 and 1999 to 2005', () => {
      for (let time = Date.UTC(1896, 0, 1); time < Date.UTC(2005, 11, 31); time += 86_400_000) {
        const date = new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
        if (date > '19041231' && date < '19990101') continue;
        expect(() => parseResidentNumber(withCheckCharacter(`310115${date}012`)), date).not.to.throw();
      }
    });

    it('refuses every day that is not in the calendar, from 00 to 99 in month and day', () => {
      for (const year of [1900, 2000, 2023, 2024]) {
        for (let month = 0; month < 100; month++) {
          for (let day = 0; day < 100; day++) {
            const date = new Date(Date.UTC(year, month - 1, day));
            const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month > 0;
            const two = (part: number): string => String(part).padStart(2, '0');
            const number = withCheckCharacter(`310115${year}${two(month)}${two(day)}012`);
            if (exists) expect(parseResidentNumber(number)).to.equal(number);
            else refusal('IDENTIFIER_INVALID', () => parseResidentNumber(number), `${year}-${month}-${day}`);
          }
        }
      }
    });
  });

  it('takes composed identifiers apart into what they were made of', () => {
    const type = parseEntryId('residence');
    const [individual, enterprise] = [parseDeclarantId(INDIVIDUAL), parseDeclarantId(ENTERPRISE)];
    expect(splitEntryRef(entryRef(type, 12))).to.deep.equal({ id: 'residence', version: 12 });
    expect(declarationId(type, enterprise)).to.equal(`residence.${ENTERPRISE}`);
    expect(splitDeclarationId(declarationId(type, enterprise))).to.deep.equal({
      type,
      declarant: enterprise,
    });
    expect(splitDeclarationId(declarationId(type, individual, 'b-2'))).to.deep.equal({
      type,
      declarant: individual,
      discriminator: 'b-2',
    });
    expect(splitActor(agencyActor(parseAgencyCode('tax')))).to.deep.equal({ agency: 'tax' });
    expect(splitActor(declarantActor(individual))).to.deep.equal({ declarant: INDIVIDUAL });
    expect([individual, enterprise].map(declarantKindOf)).to.deep.equal(['individual', 'enterprise']);
  });

  it('refuses to compose what is no identifier', () => {
    for (const version of [0, -1, 1.5, 1_000_000, Number.NaN]) {
      refusal('IDENTIFIER_INVALID', () => entryRef('a' as EntryId, version));
    }
    refusal('IDENTIFIER_INVALID', () => declarationId('a' as EntryId, ENTERPRISE as DeclarantId, ''));
    refusal('IDENTIFIER_INVALID', () => declarationId('a' as EntryId, ENTERPRISE as DeclarantId, 'a.b'));
  });

  it('turns milliseconds into timestamps that sort as they do, and back', () => {
    const within = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(9999, 11, 31) });
    fc.assert(
      fc.property(within, within, (one, other) => {
        expect(millisecondsOf(timestampOf(one))).to.equal(one);
        expect(timestampOf(one) < timestampOf(other)).to.equal(one < other);
        expect(parseTimestamp(timestampOf(one))).to.equal(timestampOf(one));
      }),
    );
    for (const outside of [Number.NaN, Infinity, 0.5, 8.64e15, -8.64e15, Date.UTC(10_000, 0, 1), 1e300]) {
      refusal('IDENTIFIER_INVALID', () => timestampOf(outside), String(outside));
    }
  });

  it('draws identifiers that its parsers admit, from the randomness given', () => {
    const fixed = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, index) => index);
    expect(randomId<ReadingId>('r', fixed)).to.equal(`r-${HEX}`);
    expect(parseConsentId(randomId<ConsentId>('c', randomBytes))).to.match(/^c-/);
    expect(parseDeclarantId(randomId<DeclarantId>('i', randomBytes))).to.match(/^i-/);
    const agency: AgencyCode = parseAgencyCode('tax');
    expect(agency).to.equal('tax');
  });
});

/** ISO 7064 MOD 11-2 by its recursive definition (section 7.3), not by weights. */
function withCheckCharacter(body: string): string {
  const remainder = Array.from(body).reduce((product, digit) => ((product + Number(digit)) * 2) % 11, 0);
  const check = (12 - remainder) % 11;
  return body + (check === 10 ? 'X' : String(check));
}
