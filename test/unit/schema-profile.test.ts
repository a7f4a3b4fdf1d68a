import { expect } from 'chai';
import fc from 'fast-check';
import { AjvSchemas } from '@onceledger/chaincode/crypto';
import {
  assertSchemaProfile,
  schemaFaults,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';

const text = { type: 'string', maxLength: 10 };
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});
const nested = (depth: number): JsonObject =>
  depth === 1 ? text : { type: 'array', maxItems: 1, items: nested(depth - 1) };

describe('schema profile', () => {
  const admitted: Record<string, JsonObject> = {
    'a bounded string': {
      type: 'string',
      title: 'Name',
      description: 'As registered',
      minLength: 1,
      maxLength: 200,
    },
    'a string from a list': { type: 'string', enum: ['A', 'B'] },
    'a constant': { type: 'string', const: 'CNY' },
    'a date': { type: 'string', format: 'date' },
    'a checked code': { type: 'string', format: 'uscc' },
    'a bounded integer': { type: 'integer', minimum: 0, maximum: 100, multipleOf: 5 },
    'true or false': { type: 'boolean' },
    'a bounded array': { type: 'array', items: text, minItems: 1, maxItems: 1000, uniqueItems: true },
    'an object': object(
      { amount: text, currency: { type: 'string', pattern: '^[A-Z]{3}$', maxLength: 3 } },
      { required: ['amount'] },
    ),
    'six levels': nested(6),
  };
  for (const [what, schema] of Object.entries(admitted)) {
    it(`admits ${what}, and ajv compiles it`, () => {
      expect(schemaFaults(schema)).to.deep.equal([]);
      expect(new AjvSchemas().compile(schema)).to.be.a('function');
    });
  }

  const refused: readonly (readonly [string, JsonValue, string])[] = [
    ['true', true, ''],
    ['a schema without a type', { maxLength: 5 }, '/type'],
    ['several types', { type: ['string', 'null'], maxLength: 5 }, '/type'],
    ['numbers with a fraction', { type: 'number', minimum: 0, maximum: 1 }, '/type'],
    ['null', { type: 'null' }, '/type'],
    ['a type named like a member of every object', { type: 'constructor' }, '/type'],
    ['a string without bound', { type: 'string' }, '/maxLength'],
    ['a string bounded by a pattern alone', { type: 'string', pattern: '^[a-z]{1,5}$' }, '/maxLength'],
    ['a string too long', { type: 'string', maxLength: 8193 }, '/maxLength'],
    ['bounds that exclude each other', { type: 'string', minLength: 5, maxLength: 4 }, '/minLength'],
    ['a negative bound', { type: 'string', minLength: -1, maxLength: 4 }, '/minLength'],
    ['an unlisted format', { type: 'string', format: 'idn-email', maxLength: 5 }, '/format'],
    ['an integer without minimum', { type: 'integer', maximum: 5 }, '/minimum'],
    ['an integer without maximum', { type: 'integer', minimum: 5 }, '/maximum'],
    ['a fraction as bound', { type: 'integer', minimum: 0.5, maximum: 5 }, '/minimum'],
    ['an unsafe bound', { type: 'integer', minimum: 0, maximum: 2 ** 53 }, '/maximum'],
    ['a step of zero', { type: 'integer', minimum: 0, maximum: 5, multipleOf: 0 }, '/multipleOf'],
    ['an array without bound', { type: 'array', items: text }, '/maxItems'],
    ['an array too long', { type: 'array', items: text, maxItems: 1001 }, '/maxItems'],
    ['an array of anything', { type: 'array', maxItems: 5 }, '/items'],
    [
      'unique structures',
      { type: 'array', maxItems: 5, uniqueItems: true, items: object({ a: text }) },
      '/uniqueItems',
    ],
    ['an open object', { type: 'object', properties: { a: text } }, '/additionalProperties'],
    [
      'an object open by schema',
      object({ a: text }, { additionalProperties: text }),
      '/additionalProperties',
    ],
    ['an object without properties', object({}), '/properties'],
    ['a property with a strange name', object({ 'a/b': text }), '/properties/a~1b'],
    [
      'a property named __proto__',
      JSON.parse(
        '{"type":"object","additionalProperties":false,"properties":{"__proto__":{"type":"boolean"}}}',
      ) as JsonValue,
      '/properties/__proto__',
    ],
    ['a required property that is none', object({ a: text }, { required: ['b'] }), '/required'],
    ['a property required twice', object({ a: text }, { required: ['a', 'a'] }), '/required'],
    [
      'too many properties',
      object(Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`p${n}`, text]))),
      '/properties',
    ],
    ['seven levels', nested(7), '/items/items/items/items/items/items'],
    ['an empty list', { type: 'string', enum: [] }, '/enum'],
    ['a list with a value twice', { type: 'string', enum: ['A', 'A'] }, '/enum'],
    ['a list with a value of another type', { type: 'string', enum: ['A', 1] }, '/enum/1'],
    ['a constant of another type', { type: 'string', const: null }, '/const'],
    ['a title that is none', { ...text, title: 5 }, '/title'],
    ['a keyword of another type', { ...text, maxItems: 5 }, '/maxItems'],
    ['a reference', { $ref: 'https://example.com/schema' }, '/type'],
    ['a local reference', { ...text, $ref: '#/$defs/a' }, '/$ref'],
    [
      'more bytes than 16 KiB',
      { type: 'string', enum: Array.from({ length: 40 }, (_, n) => `${n}${'x'.repeat(500)}`) },
      '',
    ],
  ];
  for (const [what, schema, path] of refused) {
    it(`refuses ${what}`, () => {
      expect(schemaFaults(schema).map((fault) => fault.path)).to.include(path);
      refusal('SCHEMA_UNSUPPORTED', () => {
        assertSchemaProfile(schema);
      });
    });
  }

  const keywords = [
    '$id',
    '$schema',
    '$anchor',
    '$dynamicRef',
    '$defs',
    'definitions',
    'allOf',
    'anyOf',
    'oneOf',
    'not',
    'if',
    'then',
    'else',
    'dependentSchemas',
    'patternProperties',
    'propertyNames',
    'unevaluatedProperties',
    'contains',
    'prefixItems',
    'contentEncoding',
    'contentSchema',
    'default',
    'examples',
    'nullable',
  ];
  for (const keyword of keywords) {
    it(`refuses the keyword ${keyword}`, () => {
      expect(schemaFaults({ ...text, [keyword]: {} })).to.deep.equal([
        { path: `/${keyword}`, problem: 'is not in the profile for type string' },
      ]);
    });
  }

  it('reports every fault with its path, below the path given', () => {
    const schema = object({
      a: { type: 'string' },
      b: { type: 'array', maxItems: 2, items: { type: 'integer' } },
    });
    expect(schemaFaults(schema, '/body/schema')).to.deep.equal([
      { path: '/body/schema/properties/a/maxLength', problem: 'is missing' },
      { path: '/body/schema/properties/b/items/minimum', problem: 'is missing' },
      { path: '/body/schema/properties/b/items/maximum', problem: 'is missing' },
    ]);
  });

  it('stops at 200 schemas', () => {
    const wide = object(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`p${n}`, { type: 'boolean' }])),
    );
    const schema = object({ a: wide, b: wide, c: wide, d: wide });
    expect(schemaFaults(schema).map(({ problem }) => problem)).to.deep.equal([
      'must have at most 200 schemas within it',
    ]);
  });

  it('counts a pattern as often as its string can occur', () => {
    const costly = { type: 'string', pattern: '^(?:a|a){15}$', maxLength: 15 };
    const list = (maxItems: number): JsonObject => ({ type: 'array', items: costly, maxItems });
    // 2^15 ways of 15 characters: 524,288 steps each.
    expect(schemaFaults(list(7))).to.deep.equal([]);
    expect(schemaFaults(list(8)).map(({ problem }) => problem)).to.deep.equal([
      'repeats costly patterns too often; narrow patterns or maxItems',
    ]);
  });

  it('answers for any JSON, and whatever it admits ajv compiles', () => {
    const keyword = fc.constantFrom(
      'type',
      'maxLength',
      'minLength',
      'enum',
      'items',
      'maxItems',
      'properties',
      'additionalProperties',
      'pattern',
      'minimum',
      'maximum',
      'required',
    );
    const value: fc.Arbitrary<JsonValue> = fc.oneof(
      fc.constantFrom('string', 'integer', 'boolean', 'array', 'object', false, 1, 5, ['a'], '^[a-z]{1,3}$'),
      fc.jsonValue() as fc.Arbitrary<JsonValue>,
    );
    const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
      schema: fc.dictionary(
        keyword,
        fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: tie('schema') }),
      ),
    }));
    const schemas = new AjvSchemas();
    fc.assert(
      fc.property(schema, (one) => {
        if (schemaFaults(one).length === 0) schemas.compile(one);
      }),
      { numRuns: 800 },
    );
  });
});
