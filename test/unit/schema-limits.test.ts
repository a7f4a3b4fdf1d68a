import { expect } from 'chai';
import { patternProblem, schemaFaults, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';

const flag = { type: 'boolean' };
const members = (count: number, schema: JsonObject = flag): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, schema])),
  additionalProperties: false,
});
const inside = (depth: number): JsonObject => (depth === 1 ? flag : members(1, inside(depth - 1)));
const values = (count: number): JsonObject => ({
  type: 'integer',
  enum: Array.from({ length: count }, (_, n) => n),
});
/** So many canonical bytes: the title fills up what the rest leaves, in strings of a list where it is too short. */
const bytes = (size: number): JsonObject => {
  const filled = Array.from({ length: 16 }, (_, n) => `${String(n).padStart(2, '0')}${'x'.repeat(998)}`);
  const schema = (last: string): JsonObject => ({ type: 'string', enum: [...filled, last] });
  return schema('y'.repeat(size - JSON.stringify(schema('')).length));
};
const title = (length: number): JsonObject => ({ ...flag, title: 't'.repeat(length) });
const text = (more: JsonObject): JsonObject => ({ type: 'string', ...more });

describe('schema profile at its limits', () => {
  const limits: readonly (readonly [string, JsonValue, JsonValue])[] = [
    ['64 properties', members(64), members(65)],
    ['six levels of objects', inside(6), inside(7)],
    ['1,000 values', values(1000), values(1001)],
    ['one value', values(1), values(0)],
    ['a title of 500 characters', title(500), title(501)],
    ['bounds that meet', text({ minLength: 5, maxLength: 5 }), text({ minLength: 6, maxLength: 5 })],
    ['a lower bound of nothing', text({ minLength: 0, maxLength: 0 }), text({ minLength: -1, maxLength: 0 })],
    ['8,192 characters', text({ maxLength: 8192 }), text({ maxLength: 8193 })],
    ['16,384 bytes', bytes(16_384), bytes(16_385)],
    ['values of true and false', { type: 'boolean', enum: [true] }, { type: 'boolean', enum: ['true'] }],
    [
      'requirements that all are properties',
      { ...members(2), required: ['p0', 'p1'] },
      { ...members(2), required: ['p0', 'q'] },
    ],
  ];
  for (const [what, within, beyond] of limits) {
    it(`admits ${what}, and no more`, () => {
      expect(schemaFaults(within)).to.deep.equal([]);
      expect(schemaFaults(beyond)).not.to.deep.equal([]);
    });
  }

  it('counts itself among its 200 schemas', () => {
    // The whole, 39 objects of 4 flags each (5 schemas each), and 4 flags: 1 + 195 + 4.
    const schema = (flags: number): JsonObject => {
      const { properties } = members(39, members(4));
      const more = Object.fromEntries(Array.from({ length: flags }, (_, n) => [`f${n}`, flag]));
      return {
        type: 'object',
        properties: { ...(properties as JsonObject), ...more },
        additionalProperties: false,
      };
    };
    expect(schemaFaults(schema(4))).to.deep.equal([]);
    expect(schemaFaults(schema(5))).to.have.length(1);
  });
});

describe('patterns at their limits', () => {
  const limits: readonly (readonly [string, string, string])[] = [
    ['500 characters', `^${'a'.repeat(498)}$`, `^${'a'.repeat(499)}$`],
    [
      'eight groups inside each other',
      `^${'('.repeat(8)}a${')'.repeat(8)}$`,
      `^${'('.repeat(9)}a${')'.repeat(9)}$`,
    ],
    ['1,000 repetitions', '^a{1000}$', '^a{1001}$'],
    // 1,000 ways × (999 characters + 1).
    ['work of 1,000,000', '^a{0,999}$', '^a{0,1000}$'],
  ];
  for (const [what, within, beyond] of limits) {
    it(`admit ${what}, and no more`, () => {
      expect(patternProblem(within)).to.equal(undefined);
      expect(patternProblem(beyond)).not.to.equal(undefined);
    });
  }
});
