import canonicalizeModule from 'canonicalize';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  canonicalBytes,
  canonicalize,
  type JsonValue,
  OnceError,
  parseCanonical,
  parseJson,
} from '@onceledger/chaincode/domain';
import { json, nested } from '../support/arbitraries.js';
import { refusal } from '../support/refusal.js';
import { canonicalJsonVectors } from '../support/vectors.js';

/** Its types promise a module; it exports the function itself. */
const secondOpinion = canonicalizeModule as unknown as (value: JsonValue) => string;

describe('canonical JSON (RFC 8785)', () => {
  for (const { note, source, canonical } of canonicalJsonVectors().documents) {
    it(`writes ${note}`, () => {
      expect(canonicalize(JSON.parse(source) as JsonValue)).to.equal(canonical);
      expect(Buffer.from(canonicalBytes(JSON.parse(source) as JsonValue))).to.deep.equal(
        Buffer.from(canonical),
      );
    });
  }

  for (const { ieee754, text: expected } of canonicalJsonVectors().numbers) {
    it(`writes the number ${ieee754} as ${expected}`, () => {
      expect(canonicalize(Buffer.from(ieee754, 'hex').readDoubleBE())).to.equal(expected);
    });
  }

  it('says the same as the package canonicalize', () => {
    fc.assert(fc.property(json, (value) => canonicalize(value) === secondOpinion(value)));
  });

  it('is what its own reader and the platform read back', () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalize(value);
        expect(parseCanonical(canonical)).to.deep.equal(value);
        expect(parseJson(canonical)).to.deep.equal(value);
        expect(JSON.parse(canonical)).to.deep.equal(value);
        expect(canonicalize(parseJson(JSON.stringify(value, null, 2)))).to.equal(canonical);
      }),
    );
  });

  it('refuses with the path what JSON cannot hold, and leaves nothing out', () => {
    const refused: readonly (readonly [unknown, string])[] = [
      [undefined, ''],
      [{ a: [1, { b: undefined }] }, '/a/1/b'],
      [[1, , 3], '/1'],
      [{ f: () => 1 }, '/f'],
      [[Symbol('x')], '/0'],
      [{ big: 1n }, '/big'],
      [Number.NaN, ''],
      [[Infinity], '/0'],
      [{ d: new Date(0) }, '/d'],
      [{ m: new Map() }, '/m'],
      [[new Uint8Array(2)], '/0'],
      [{ s: new String('x') }, '/s'],
      [{ t: { toJSON: () => 1 } }, '/t/toJSON'],
      ['\ud800', ''],
      [{ 'a/b~c': '\udc00\ud800' }, '/a~1b~0c'],
      [{ o: { '\udfff': 1 } }, '/o/\ufffd'],
    ];
    for (const [value, path] of refused) {
      const error = refusal('JSON_INVALID', () => canonicalize(value as JsonValue), path);
      expect(error.faults.map((fault) => fault.path)).to.deep.equal([path]);
    }
  });

  it('takes 32 levels and refuses the 33rd, also where a value contains itself', () => {
    expect(canonicalize(JSON.parse(nested(32)) as JsonValue)).to.equal(nested(32));
    refusal('JSON_INVALID', () => canonicalize(JSON.parse(nested(33)) as JsonValue));
    const cycle: JsonValue[] = [];
    cycle.push(cycle);
    refusal('JSON_INVALID', () => canonicalize(cycle));
  });

  it('reads an object without prototype as it reads any other', () => {
    expect(
      canonicalize(Object.assign(Object.create(null) as Record<string, JsonValue>, { b: 1, a: 2 })),
    ).to.equal('{"a":2,"b":1}');
  });
});

describe('parseCanonical', () => {
  for (const { note, source } of canonicalJsonVectors().notCanonical) {
    it(`refuses ${JSON.stringify(source)}: ${note}`, () => {
      refusal('JSON_NOT_CANONICAL', () => parseCanonical(source));
    });
  }

  it('admits a text exactly where it is the canonical form of an admitted value', () => {
    fc.assert(
      fc.property(
        json,
        fc.nat(),
        fc.constantFrom(' ', '0', ',', '"', 'e', '\\', '[', '\u0000'),
        (value, at, extra) => {
          const canonical = canonicalize(value);
          const changed =
            canonical.slice(0, at % canonical.length) + extra + canonical.slice(at % canonical.length);
          try {
            expect(canonicalize(parseCanonical(changed))).to.equal(changed);
          } catch (error) {
            expect(error).to.be.instanceOf(OnceError).with.property('code', 'JSON_NOT_CANONICAL');
          }
        },
      ),
    );
  });

  it('refuses depth over 32 and more than 1 MiB of UTF-8', () => {
    expect(parseCanonical(nested(32))).to.be.an('array');
    refusal('JSON_NOT_CANONICAL', () => parseCanonical(nested(33)));
    refusal('JSON_NOT_CANONICAL', () => parseCanonical('['.repeat(1_000_000)));
    const filled = (character: string, bytes: number): string =>
      `"${character.repeat((bytes - 2) / Buffer.byteLength(character))}"`;
    for (const character of ['a', 'é', '\u{1f600}']) {
      expect(parseCanonical(filled(character, 1024 * 1024))).to.be.a('string');
      refusal('INPUT_TOO_LARGE', () => parseCanonical(filled(character, 1024 * 1024 + 4)));
    }
  });
});
