import {
  registerSchema,
  unregisterSchema,
  validate,
  type SchemaObject,
} from '@hyperjump/json-schema/draft-2020-12';
import { expect } from 'chai';
import fc from 'fast-check';
import { AjvSchemas } from '@onceledger/chaincode/crypto';
import { claimsSchema, schemaFaults, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';
import { typeEntry, typeJson } from '../support/catalogue-entries.js';

const amount = { type: 'string', pattern: '^(0|[1-9][0-9]{0,17})([.][0-9]{1,4})?$', maxLength: 24 };
const currency = { type: 'string', enum: ['CNY', 'USD'] };
const money = {
  type: 'object',
  properties: { amount, currency },
  required: ['amount'],
  additionalProperties: false,
};

/** Schemas of the profile, values that each admits and values that each refuses. */
const OPINIONS: readonly {
  readonly schema: JsonObject;
  readonly good: readonly JsonValue[];
  readonly bad: readonly JsonValue[];
}[] = [
  {
    schema: { type: 'string', minLength: 1, maxLength: 3 },
    good: ['a', '汉字啊', '\u{1f600}\u{1f600}\u{1f600}'],
    bad: ['', 'abcd', 1, null, ['a'], '\u{1f600}\u{1f600}\u{1f600}\u{1f600}'],
  },
  {
    schema: { type: 'string', pattern: '^[0-9]{4}$', maxLength: 4 },
    good: ['2026'],
    bad: ['202', '20266', '2026\n', ' 2026', 2026],
  },
  {
    schema: { type: 'string', pattern: '^[一-鿿]{2,4}$', maxLength: 4 },
    good: ['市场', '市场监管'],
    bad: ['市', 'ab', '市场监管局'],
  },
  { schema: currency, good: ['CNY'], bad: ['cny', '', null] },
  { schema: { type: 'string', const: 'x' }, good: ['x'], bad: ['y', 1] },
  {
    schema: { type: 'integer', minimum: -5, maximum: 10, multipleOf: 5 },
    good: [-5, 0, 10, 1e1],
    bad: [3, 15, -10, 2.5, '5', true],
  },
  { schema: { type: 'boolean' }, good: [true, false], bad: [0, 'true', null] },
  {
    schema: { type: 'array', items: currency, minItems: 1, maxItems: 2, uniqueItems: true },
    good: [['CNY'], ['CNY', 'USD']],
    bad: [[], ['CNY', 'CNY'], ['CNY', 'USD', 'CNY'], 'CNY', { 0: 'CNY' }],
  },
  {
    schema: money,
    good: [{ amount: '0.5', currency: 'CNY' }, { amount: '10' }],
    bad: [{}, { currency: 'CNY' }, { amount: '01' }, { amount: '1', extra: 1 }, { amount: 1 }, [], null],
  },
  {
    schema: { type: 'array', items: money, maxItems: 2 },
    good: [[], [{ amount: '1' }]],
    bad: [[{}], [null], [{ amount: '1' }, { amount: '1' }, { amount: '1' }]],
  },
  {
    schema: claimsSchema(typeEntry(typeJson()).body, 'all'),
    good: [{ name: 'x' }, { name: 'x', secret: 'y' }],
    bad: [{}, { name: '' }, { name: null }, { name: 'x', fax: 'y' }],
  },
];

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const URI = 'https://schemas.invalid/under-test';

async function secondOpinion(schema: JsonObject, values: readonly JsonValue[]): Promise<boolean[]> {
  registerSchema(schema as SchemaObject, URI, DIALECT);
  try {
    const judge = await validate(URI);
    return values.map((value) => judge(value as Parameters<typeof judge>[0]).valid);
  } finally {
    unregisterSchema(URI);
  }
}

describe('AjvSchemas and a second implementation', () => {
  const schemas = new AjvSchemas();
  const opinion = (schema: JsonObject, values: readonly JsonValue[]) =>
    values.map((value) => schemas.compile(schema)(value).length === 0);

  for (const { schema, good, bad } of OPINIONS) {
    it(`agree on ${JSON.stringify(schema).slice(0, 60)}`, async () => {
      expect(schemaFaults(schema)).to.deep.equal([]);
      expect(opinion(schema, good)).to.deep.equal(good.map(() => true));
      expect(opinion(schema, bad)).to.deep.equal(bad.map(() => false));
      expect(await secondOpinion(schema, [...good, ...bad])).to.deep.equal(
        opinion(schema, [...good, ...bad]),
      );
    });
  }

  it('agree on any value', async () => {
    const values = fc.sample(fc.jsonValue(), 300) as JsonValue[];
    const all = [...values, ...OPINIONS.flatMap(({ good, bad }) => [...good, ...bad])];
    for (const { schema } of OPINIONS)
      expect(await secondOpinion(schema, all)).to.deep.equal(opinion(schema, all));
  });
});

describe('faults of AjvSchemas', () => {
  const schemas = new AjvSchemas();
  const faults = (schema: JsonObject, value: JsonValue) => schemas.compile(schema)(value);

  it('are all there, with pointer and problem, without the value', () => {
    expect(
      faults({ type: 'array', items: money, maxItems: 5 }, [
        { amount: 'secret' },
        { currency: 'CNY', 'a/b': 1 },
      ]),
    ).to.deep.equal([
      { path: '/0/amount', problem: `must match pattern "${amount.pattern}"` },
      { path: '/1/amount', problem: 'is missing' },
      { path: '/1/a~1b', problem: 'is not a known member' },
    ]);
  });

  it('hold no value, whatever is wrong with it', () => {
    const canary = 'CANARY-7f3a';
    for (const { schema } of OPINIONS) {
      for (const value of [
        canary,
        [canary],
        { amount: canary, currency: canary, name: [canary] },
        [{ amount: canary }],
      ]) {
        expect(JSON.stringify(faults(schema, value).map(({ problem }) => problem))).not.to.include(canary);
      }
    }
  });

  it('are those of length alone where a string or list is longer than its patterns were counted for', () => {
    const list: JsonObject = { type: 'array', maxItems: 2, items: money };
    expect(faults(list, [{}, {}, {}])).to.deep.equal([
      { path: '', problem: 'must NOT have more than 2 items' },
    ]);
    expect(faults(list, [{}, { amount: '1'.repeat(25) }])).to.deep.equal([
      { path: '/1/amount', problem: 'must NOT have more than 24 characters' },
    ]);
    expect(faults({ type: 'string', maxLength: 2 }, '\u{1f600}\u{1f600}')).to.deep.equal([]);
  });

  it('are at most 100', () => {
    const schema: JsonObject = { type: 'array', items: { type: 'boolean' }, maxItems: 1000 };
    expect(
      faults(
        schema,
        Array.from({ length: 500 }, () => 1),
      ),
    ).to.have.length(100);
  });

  it('do not come from changing the value', () => {
    const value = Object.freeze({ amount: 1, extra: Object.freeze([]) });
    expect(faults(money, value)).not.to.deep.equal([]);
    expect(value).to.deep.equal({ amount: 1, extra: [] });
  });

  it('know check characters and real dates', () => {
    const format = (name: string, value: string) =>
      faults({ type: 'string', format: name }, value).length === 0;
    expect(format('uscc', '91350100M000100Y43')).to.equal(true);
    expect(format('uscc', '91350100M000100Y44')).to.equal(false);
    // GB 11643-1999, the standard's own example, and one digit changed.
    expect(format('resident-number', '11010519491231002X')).to.equal(true);
    expect(format('resident-number', '110105194912310021')).to.equal(false);
    expect(format('date', '2024-02-29')).to.equal(true);
    expect(format('date', '2023-02-29')).to.equal(false);
    expect(format('date-time', '2024-02-29T12:00:00Z')).to.equal(true);
    expect(format('date-time', '2024-02-29')).to.equal(false);
  });
});

describe('cache of AjvSchemas', () => {
  it('goes by what the schema says, not by which object says it', () => {
    const schemas = new AjvSchemas();
    const first = schemas.compile({ type: 'boolean', title: 'A' });
    expect(schemas.compile({ title: 'A', type: 'boolean' })).to.equal(first);
    expect(schemas.compile({ type: 'boolean', title: 'B' })).not.to.equal(first);
  });

  it('stays right when schemas come and go', () => {
    const schemas = new AjvSchemas({ maxSchemas: 2 });
    for (let round = 0; round < 3; round += 1) {
      for (let limit = 1; limit <= 5; limit += 1) {
        const admits = schemas.compile({ type: 'string', maxLength: limit });
        expect(admits('x'.repeat(limit))).to.deep.equal([]);
        expect(admits('x'.repeat(limit + 1))).to.have.length(1);
      }
    }
  });
});
