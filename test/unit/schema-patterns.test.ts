import { expect } from 'chai';
import fc from 'fast-check';
import { patternProblem } from '@onceledger/chaincode/domain';

describe('patterns of the profile', () => {
  const admitted = [
    '^[0-9]{18}$',
    '^[0-9A-HJ-NPQRTUWXY]{18}$',
    '^(0|[1-9][0-9]{0,17})$|^(0|[1-9][0-9]{0,17})[.][0-9]{1,4}$',
    '^[+]?[0-9]{5,20}$',
    String.raw`^\d{3,4}-\d{7,8}(?:-\d{1,6})?$`,
    '^(?:京|津|沪)[A-Z][·]?[A-Z0-9]{5,6}$',
    '^[一-鿿]{2,30}$',
    '^(?:[0-9]{2}[.]){1,4}[0-9]$',
    String.raw`^[^\]\\]{1,5}$`,
    String.raw`^\[[.]\]$`,
    '^$',
  ];
  for (const pattern of admitted) {
    it(`admits ${pattern}`, () => {
      expect(patternProblem(pattern)).to.equal(undefined);
    });
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['(a+)+$', /anchored/],
    ['^(a+)+$', /bound its repetitions/],
    ['^(a*)*$', /bound its repetitions/],
    ['^(a|a)*$', /bound its repetitions/],
    ['^(a|aa)+$', /bound its repetitions/],
    ['^a{1,}$', /bound its repetitions/],
    ['^(a{1,9}){1,9}$', /nest/],
    ['^(a?){1,50}$', /nest/],
    ['^((a|b)?c?){2,30}$', /nest/],
    ['^(a|aa){20}$', /too many ways/],
    ['^a{0,99}a{0,99}a{0,99}$', /too many ways/],
    ['^(a?){40}a{40}$', /too many ways/],
    ['^[a-z]{0,1000}[a-z]{0,1000}$', /too many ways/],
    ['^(a|a){16}a{1000}$', /too many ways/],
    ['^((a{1000}){1000}){1000}$', /at most 8192 characters/],
    ['^(a{1000}){9}$', /at most 8192 characters/],
    ['^a{1001}$', /at most 1000/],
    ['^a{5,2}$', /at most 1000/],
    ['^a{99999999999}$', /at most 1000/],
    ['^.*$', /bound its repetitions/],
    ['[0-9]{18}', /anchored/],
    ['^a', /anchored/],
    ['a$', /anchored/],
    ['^a|b$', /anchored/],
    ['^(^a)$', /\^/],
    ['^(a$)$', /anchor inside/],
    [String.raw`^\p{Script=Han}{1,9}$`, /\\p/],
    [String.raw`^[\P{L}]$`, /\\p/],
    [String.raw`^(a)\1$`, /back-references/],
    [String.raw`^(?<n>a)\k<n>$`, /lookaround or named groups/],
    ['^(?=a)a$', /lookaround/],
    ['^(?!a)b$', /lookaround/],
    ['^(?<=a)b$', /lookaround/],
    ['^(?<!a)b$', /lookaround/],
    ['^a{1,5}?$', /lazy/],
    [String.raw`^\bfoo\b$`, /\\b/],
    [String.raw`^\s{1,3}$`, /\\s/],
    [String.raw`^\u{1F600}$`, /\\u/],
    ['^(a$', /anchor inside/],
    ['^a)$', /anchored/],
    ['^[a$', /ends too early/],
    ['^a{x}$', /bound its repetitions/],
    ['^a{1$', /malformed/],
    ['^]$', /has \]/],
    ['^}$', /has \}/],
    ['^?$', /has \?/],
    ['^a??$', /lazy/],
    ['^a\\', /ends too early/],
    ['^[z-a]$', /not a regular expression/],
    ['^((((((((((a))))))))))$', /deeply/],
    [`^${'a'.repeat(500)}$`, /at most 500/],
    ['', /anchored/],
  ];
  for (const [pattern, problem] of refused) {
    it(`refuses ${pattern.slice(0, 40)}`, () => {
      expect(patternProblem(pattern)).to.match(problem);
    });
  }

  it('answers for any text, and whatever it admits is a regular expression', () => {
    const piece = fc.constantFrom(
      '^',
      '$',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '|',
      '?',
      '*',
      '+',
      '\\',
      'a',
      '1',
      ',',
      '-',
      '.',
      '2',
      'd',
      '(?:',
      '{1,3}',
      '汉',
      '\u{1f600}',
    );
    const source = fc.array(piece, { maxLength: 20 }).map((pieces) => `^${pieces.join('')}$`);
    fc.assert(
      fc.property(source, (pattern) => {
        if (patternProblem(pattern) === undefined) expect(() => new RegExp(pattern, 'u')).not.to.throw();
      }),
      { numRuns: 3000 },
    );
  });
});
