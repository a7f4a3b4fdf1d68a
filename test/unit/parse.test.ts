import { expect } from 'chai';
import {
  array,
  boolean,
  checked,
  fail,
  integer,
  json,
  jsonObject,
  object,
  oneOf,
  optional,
  parseWith,
  parsedBy,
  record,
  set,
  string,
  variants,
  type Parser,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';

const faults = (parser: Parser<unknown>, value: unknown) =>
  refusal('INPUT_INVALID', () => parseWith(parser, value)).faults.map(
    ({ path, problem }) => `${path} ${problem}`,
  );
const word = string({ min: 2, max: 3, pattern: /^[a-z]*$/, form: 'lower case' });

describe('scalars', () => {
  it('strings: length, pattern, and how the pattern is called', () => {
    expect(parseWith(word, 'abc')).to.equal('abc');
    expect(faults(word, 5)).to.deep.equal([' must be a string']);
    expect(faults(word, 'a')).to.deep.equal([' must have at least 2 characters']);
    expect(faults(word, 'abcd')).to.deep.equal([' must have at most 3 characters']);
    expect(faults(word, 'ABC')).to.deep.equal([' must be lower case']);
    expect(faults(string({ max: 3, pattern: /^a/ }), 'b')).to.deep.equal([' must be of the required form']);
    expect(parseWith(string({ max: 3 }), '')).to.equal('');
  });

  it('integers: both ends included, nothing between whole numbers', () => {
    for (const good of [-1, 0, 5]) expect(parseWith(integer(-1, 5), good)).to.equal(good);
    for (const bad of [-2, 6, 0.5, '1', null, Number.NaN, Infinity]) {
      expect(faults(integer(-1, 5), bad)).to.deep.equal([' must be an integer from -1 to 5']);
    }
  });

  it('true and false, and nothing like them', () => {
    expect([parseWith(boolean, true), parseWith(boolean, false)]).to.deep.equal([true, false]);
    for (const bad of [0, 1, 'true', null])
      expect(faults(boolean, bad)).to.deep.equal([' must be true or false']);
  });

  it('one of a few', () => {
    expect([
      parseWith(oneOf('a', 'b'), 'b'),
      parseWith(oneOf(1), 1),
      parseWith(oneOf(false), false),
    ]).to.deep.equal(['b', 1, false]);
    expect(faults(oneOf('a', 'b'), 'c')).to.deep.equal([' must be one of a, b']);
    expect(faults(oneOf(1), '1')).to.deep.equal([' must be 1']);
  });

  it('what another function parses, with its faults or else its detail', () => {
    const located = parsedBy(() => {
      throw fail('IDENTIFIER_INVALID', { faults: [{ path: '/x', problem: 'is wrong' }] });
    });
    const plain = parsedBy(() => {
      throw fail('IDENTIFIER_INVALID', 'so it is');
    });
    const bare = parsedBy(() => {
      throw fail('IDENTIFIER_INVALID');
    });
    expect(faults(located, 1)).to.deep.equal(['/x is wrong']);
    expect(faults(plain, 1)).to.deep.equal([' so it is']);
    expect(faults(bare, 1)[0]).to.match(/^ IDENTIFIER_INVALID: ./);
    expect(() =>
      parseWith(
        parsedBy(() => {
          throw new TypeError('bug');
        }),
        1,
      ),
    ).to.throw(TypeError, 'bug');
  });

  it('any JSON, and nothing else', () => {
    const value = { a: [null, true, 'x', 1.5, { b: {} }] };
    expect(parseWith(json, value)).to.equal(value);
    expect(parseWith(json, null)).to.equal(null);
    expect(faults(json, [1, [undefined], Number.NaN])).to.deep.equal([
      '/1/0 must be an object',
      '/2 must be a finite number',
    ]);
    expect(faults(jsonObject, { a: { b: () => 1 } })).to.deep.equal(['/a/b must be an object']);
    for (const bad of [null, [], 'x']) expect(faults(jsonObject, bad)).to.deep.equal([' must be an object']);
  });
});

describe('structures', () => {
  interface Sample {
    readonly name: string;
    readonly note?: string;
  }
  const sample = object<Sample>({ name: word, note: optional(word) });

  it('objects: every fault, unknown and missing members among them', () => {
    expect(parseWith(sample, { name: 'ab' })).to.deep.equal({ name: 'ab' });
    expect(faults(sample, { note: 1, 'a/b~': 2 })).to.deep.equal([
      '/a~1b~0 is not a known member',
      '/name is missing',
      '/note must be a string',
    ]);
    expect(faults(sample, { name: 'ab', note: undefined })).to.deep.equal(['/note must be a string']);
  });

  it('objects: members that come by inheritance are none', () => {
    expect(faults(sample, Object.create({ name: 'ab' }))).to.deep.equal(['/name is missing']);
    expect(faults(sample, JSON.parse('{"name":"ab","__proto__":{"note":"cd"}}'))).to.deep.equal([
      '/__proto__ is not a known member',
    ]);
  });

  it('arrays: length and each element', () => {
    const words = array(word, { min: 1, max: 2 });
    expect(parseWith(words, ['ab', 'ab'])).to.deep.equal(['ab', 'ab']);
    expect(faults(words, [])).to.deep.equal([' must have at least 1 elements']);
    expect(faults(words, ['ab', 'ab', 'ab'])).to.deep.equal([' must have at most 2 elements']);
    expect(faults(words, ['a', 5])).to.deep.equal([
      '/0 must have at least 2 characters',
      '/1 must be a string',
    ]);
    expect(faults(words, { 0: 'ab', length: 1 })).to.deep.equal([' must be an array']);
    expect(faults(set(word, { max: 3 }), ['ab', 'cd', 'ab'])).to.deep.equal([
      '/2 repeats an earlier element',
    ]);
  });

  it('maps: number, names and values', () => {
    const map = record(word, integer(0, 9), { min: 1, max: 2 });
    expect(parseWith(map, { ab: 1, cd: 2 })).to.deep.equal({ ab: 1, cd: 2 });
    expect(faults(map, {})).to.deep.equal([' must have at least 1 members']);
    expect(faults(map, { ab: 1, cd: 2, ef: 3 })).to.deep.equal([' must have at most 2 members']);
    expect(faults(map, { A: 10 })).to.deep.equal([
      '/A must have at least 2 characters',
      '/A must be an integer from 0 to 9',
    ]);
  });

  it('variants: the tag decides', () => {
    const either = variants<{ readonly is: string }>('is', {
      a: object({ is: oneOf('a') }),
      b: object({ is: oneOf('b') }),
    });
    expect(parseWith(either, { is: 'b' })).to.deep.equal({ is: 'b' });
    for (const bad of [{}, { is: 'c' }, { is: 1 }, { is: 'toString' }]) {
      expect(faults(either, bad)).to.deep.equal(['/is must be one of a, b']);
    }
    expect(faults(either, ['a'])).to.deep.equal([' must be an object']);
  });

  it('rules on what is right so far, with paths below it', () => {
    const ordered = checked(array(integer(0, 9), { max: 2 }), ([a = 0, b = 0]) =>
      a > b ? [{ path: '/1', problem: 'must not be less' }] : [],
    );
    const outer = object<{ readonly span: readonly number[] }>({ span: ordered });
    expect(parseWith(outer, { span: [1, 2] })).to.deep.equal({ span: [1, 2] });
    expect(faults(outer, { span: [2, 1] })).to.deep.equal(['/span/1 must not be less']);
    expect(faults(outer, { span: [2, 'x'] })).to.deep.equal(['/span/1 must be an integer from 0 to 9']);
  });

  it('another code, where the caller has a better one', () => {
    refusal('CONFIGURATION_INVALID', () => parseWith(word, 1, 'CONFIGURATION_INVALID'));
  });
});
