import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '@onceledger/chaincode/domain';
import { nested } from '../support/arbitraries.js';
import { answer, refusal } from '../support/refusal.js';
import { canonicalJsonVectors } from '../support/vectors.js';

describe('parseJson', () => {
  for (const { note, source, line, column, path } of canonicalJsonVectors().refused) {
    it(`refuses ${JSON.stringify(source)}: ${note}`, () => {
      const error = refusal('JSON_INVALID', () => parseJson(source));
      expect(error.faults.map((fault) => fault.path)).to.deep.equal([path]);
      expect(error.message).to.include(`line ${line}, column ${column}:`);
    });
  }

  it('reads what a person writes: white space, escapes, numbers, a byte order mark', () => {
    const written = '\ufeff\r\n{ "a" :\t[ 1 , -2.50, 3e2, 0.1E-1 ] , "\\u4e2d" : "\\ud83d\\ude00\\/" }\n';
    const value = { a: [1, -2.5, 300, 0.01], 中: '😀/' };
    expect(parseJson(written)).to.deep.equal(value);
    expect(parseJson(Buffer.from(written))).to.deep.equal(value);
  });

  it('says the same as the platform for every text that both admit', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (source) => {
        const value = answer(() => parseJson(source));
        if (value !== undefined) expect(value).to.deep.equal(JSON.parse(source));
      }),
    );
  });

  it('admits nothing that the platform refuses, and throws only its own errors', () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\ntfu0123456789eE+-. \n\t/bd89aF'.split(''),
      'true',
      'null',
      '"a":',
      '\u0000',
      'é',
    );
    const source = fc.oneof(
      fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(source, (candidate) => {
        const value = answer(() => parseJson(candidate));
        if (value !== undefined) expect(value).to.deep.equal(JSON.parse(candidate));
      }),
      { numRuns: 3000 },
    );
  });

  it('throws only its own errors on random bytes, and refuses every text that is no UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const value = answer(() => parseJson(bytes));
        if (value !== undefined) expect(Buffer.from(bytes).toString()).to.satisfy(isJson);
      }),
      { numRuns: 3000 },
    );
    const error = refusal('JSON_INVALID', () =>
      parseJson(Buffer.from([0x5b, 0x0a, 0x22, 0xb5, 0xc4, 0x22, 0x5d])),
    );
    expect(error.message).to.include('line 2, column 2:').and.to.include('UTF-8');
  });

  it('holds to its limits, the default ones and given ones', () => {
    expect(parseJson(nested(32))).to.be.an('array');
    refusal('JSON_INVALID', () => parseJson(nested(33)));
    refusal('JSON_INVALID', () => parseJson('[{"a":'.repeat(500_000).slice(0, 1_000_000)));
    refusal('INPUT_TOO_LARGE', () => parseJson(' '.repeat(1024 * 1024) + '1'));
    refusal('INPUT_TOO_LARGE', () => parseJson(Buffer.alloc(1024 * 1024 + 1, ' ')));
    refusal('INPUT_TOO_LARGE', () => parseJson('[1,2,3]', { maxBytes: 6, maxDepth: 1 }));
    expect(parseJson('[1,2,3]', { maxBytes: 7, maxDepth: 1 })).to.deep.equal([1, 2, 3]);
    refusal('JSON_INVALID', () => parseJson('[[]]', { maxBytes: 7, maxDepth: 1 }));
  });

  it('never says a value, and cuts long or unprintable names', () => {
    const secret = '11010519491231002X';
    for (const source of [`{"id":"${secret}`, `{"id":${secret}}`, `["${secret}\\q"]`, `"${secret}" 1`]) {
      expect(refusal('JSON_INVALID', () => parseJson(source)).message).not.to.include(secret.slice(0, 6));
    }
    const { message } = refusal('JSON_INVALID', () => parseJson(`{"a\\u0000\\n${'x'.repeat(500)}":!}`));
    expect(message).to.have.length.below(200);
    expect(message).not.to.match(/[\u0000-\u001f]/u);
  });
});

function isJson(candidate: string): boolean {
  try {
    JSON.parse(candidate.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}
