import fc from 'fast-check';
import type { JsonValue } from '@onceledger/chaincode/domain';

/** What the ledger's JSON holds: no -0, magnitudes up to 2^53 − 1, well-formed text, any name. */
const text = fc.string({ unit: 'binary' });
const number = fc
  .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, min: -9007199254740991, max: 9007199254740991 }))
  .map((value) => (value === 0 ? 0 : value));
export const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('json'), { maxLength: 6 }),
    fc
      .array(fc.tuple(fc.oneof(text, fc.nat(30).map(String), fc.constant('__proto__')), tie('json')), {
        maxLength: 6,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

/** So many arrays inside each other. */
export const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
