import { expect } from 'chai';
import fc from 'fast-check';
import {
  parseActor,
  parseAgencyCode,
  parseApplicationId,
  parseClaimPath,
  parseConsentId,
  parseDeclarantId,
  parseDeclarationId,
  parseDigest,
  parseEntryId,
  parseEntryRef,
  parseIdempotencyKey,
  parseKeyId,
  parseLedgerId,
  parseMandateId,
  parseOrganizationId,
  parseReadingId,
  parseSalt,
  parseTimestamp,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';

const INDIVIDUAL = 'i-000102030405060708090a0b0c0d0e0f';
const ENTERPRISE = '91350100M000100Y43';
const HEX = '000102030405060708090a0b0c0d0e0f';
const DIGEST = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';

describe('forms of identifiers', () => {
  const forms: readonly (readonly [
    string,
    (text: unknown, path?: string) => string,
    readonly string[],
    readonly unknown[],
  ])[] = [
    ...(
      [
        ['agency code', parseAgencyCode],
        ['organization', parseOrganizationId],
        ['catalogue entry', parseEntryId],
      ] as const
    ).map(
      ([name, parse]) =>
        [
          name,
          parse,
          ['a', 'market-regulation', 'a'.repeat(64), 'x-1-'],
          ['', 'A', '1a', '-a', 'a_b', 'a.b', 'a b', 'a\n', 'a'.repeat(65), 'ä', '税务'],
        ] as const,
    ),
    [
      'claim path',
      parseClaimPath,
      ['name', 'legalRepresentative.id', 'a1.b2.c3', 'a'.repeat(128)],
      ['', '.', 'a.', '.a', 'a..b', 'Name', 'a.B', '1a', 'a-b', 'a/b', '__proto__', 'a'.repeat(129), 'a\n'],
    ],
    [
      'idempotency key',
      parseIdempotencyKey,
      ['0123456789abcdef', 'A-Z_a-z_0-9-----', 'k'.repeat(64)],
      ['', '0123456789abcde', 'k'.repeat(65), '0123456789abcde=', '0123456789abcdef\n'],
    ],
    [
      'declarant',
      parseDeclarantId,
      [ENTERPRISE, INDIVIDUAL],
      ['', 'i-', `i-${HEX.toUpperCase()}`, `i-${HEX}0`, `I-${HEX}`, `i-${HEX}\n`, '11010519491231002X', 'x'],
    ],
    [
      'entry reference',
      parseEntryRef,
      ['business-licence@1', 'a@999999'],
      ['', 'a', 'a@', '@1', 'a@0', 'a@01', 'a@1000000', 'a@-1', 'a@1.0', 'A@1', 'a@1@2', 'a@1\n'],
    ],
    [
      'declaration',
      parseDeclarationId,
      [
        `business-licence.${ENTERPRISE}`,
        `residence.${INDIVIDUAL}.second-home`,
        `a.${ENTERPRISE}.${'d'.repeat(32)}`,
      ],
      [
        '',
        'business-licence',
        `business-licence.`,
        `.${ENTERPRISE}`,
        `business-licence.${ENTERPRISE}.`,
        `business-licence.${ENTERPRISE}.A`,
        `business-licence.${ENTERPRISE}.a.b`,
        `business-licence.${ENTERPRISE}.${'d'.repeat(33)}`,
        `business-licence.91350100M000100Y44`,
        `business-licence@1.${ENTERPRISE}`,
        `business-licence.${ENTERPRISE}\n`,
      ],
    ],
    ...(
      [
        ['reading', parseReadingId, 'r'],
        ['consent', parseConsentId, 'c'],
        ['mandate', parseMandateId, 'm'],
        ['application', parseApplicationId, 'a'],
      ] as const
    ).map(
      ([name, parse, letter]) =>
        [
          name,
          parse,
          [`${letter}-${HEX}`],
          [
            '',
            HEX,
            `z-${HEX}`,
            `${letter}-${HEX.slice(1)}`,
            `${letter}-${HEX}0`,
            `${letter}-${HEX.toUpperCase()}`,
          ],
        ] as const,
    ),
    ...(
      [
        ['digest', parseDigest],
        ['key identifier', parseKeyId],
      ] as const
    ).map(
      ([name, parse]) =>
        [
          name,
          parse,
          [DIGEST, 'A'.repeat(43)],
          [
            '',
            DIGEST.slice(1),
            `${DIGEST}A`,
            `${DIGEST}=`,
            `${DIGEST.slice(0, 42)}V`,
            DIGEST.replace('-', '+'),
          ],
        ] as const,
    ),
    [
      'salt',
      parseSalt,
      ['A'.repeat(22), 'abcdefghijklmnopqrstug'],
      ['', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(21)}=`],
    ],
    [
      'ledger',
      parseLedgerId,
      [`once:${DIGEST}`, `my.channel-1:${DIGEST}`],
      ['', 'once', `:${DIGEST}`, `Once:${DIGEST}`, `1:${DIGEST}`, `a:b:${DIGEST}`, `once:${DIGEST}A`],
    ],
    [
      'timestamp',
      parseTimestamp,
      ['2026-01-31T08:00:00.000Z', '2024-02-29T23:59:59.999Z', '0000-01-01T00:00:00.000Z'],
      [
        '',
        '2026-01-31',
        '2026-01-31T08:00:00Z',
        '2026-01-31T08:00:00.0Z',
        '2026-01-31T08:00:00.000',
        '2026-01-31T08:00:00.000+00:00',
        '2026-01-31t08:00:00.000z',
        '2026-02-30T08:00:00.000Z',
        '2023-02-29T00:00:00.000Z',
        '2026-01-31T24:00:00.000Z',
        '2026-01-31T23:59:60.000Z',
        '2026-13-01T00:00:00.000Z',
        '2026-01-31T08:00:00.000Z\n',
        '+010000-01-01T00:00:00.000Z',
      ],
    ],
    [
      'actor',
      parseActor,
      ['agency:tax', `declarant:${ENTERPRISE}`, `declarant:${INDIVIDUAL}`],
      [
        '',
        'tax',
        'agency:',
        'agency:Tax',
        'declarant:',
        'declarant:tax',
        `agency:${INDIVIDUAL} `,
        'Agency:tax',
      ],
    ],
  ];

  for (const [name, parse, valid, invalid] of forms) {
    it(`${name}: admits its form and nothing else`, () => {
      for (const text of valid) expect(parse(text)).to.equal(text);
      for (const value of [...invalid, undefined, null, 7, {}, [valid[0]], new String(valid[0])]) {
        const error = refusal(
          'IDENTIFIER_INVALID',
          () => parse(value, '/somewhere/0'),
          JSON.stringify(value),
        );
        expect(error.faults.map(({ path }) => path)).to.deep.equal(['/somewhere/0']);
      }
    });

    it(`${name}: answers the text or refuses it, whatever the text`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), (value) => {
          try {
            expect(parse(value)).to.equal(value);
          } catch (error) {
            refusal('IDENTIFIER_INVALID', () => {
              throw error;
            });
          }
        }),
        { numRuns: 200 },
      );
    });
  }
});
