import { expect } from 'chai';
import {
  decodeError,
  type ErrorCode,
  ERRORS,
  type ErrorRow,
  fail,
  KINDS,
  OnceError,
} from '@onceledger/chaincode/domain';
import { ERRORS_PAGE, errorsPage } from './errors-page.js';
import { productSources, read } from './sources.js';

const ROWS = Object.entries(ERRORS) as [ErrorCode, ErrorRow][];
const REGISTRY = 'chaincode/src/domain/errors/registry.ts';

describe('errors', () => {
  it('stand on their page exactly as in the registry', async () => {
    expect(read(ERRORS_PAGE)).to.equal(await errorsPage());
  });

  it('are on the page and in the registry, each in both, once', () => {
    const onPage = Array.from(read(ERRORS_PAGE).matchAll(/^\| `([A-Z][A-Z0-9_]*)`/gm), ([, code]) => code);
    expect(onPage).to.have.members(Object.keys(ERRORS));
    expect(new Set(onPage).size).to.equal(onPage.length);
  });

  it('say in English and Chinese what happened and what to do', () => {
    for (const [code, { title, remedy }] of ROWS) {
      expect(code).to.match(/^[A-Z][A-Z0-9_]{2,63}$/);
      expect(title.en, code).to.match(/^[A-Z].*[^.]$/);
      expect(remedy.en, code).to.match(/\.$/);
      expect(title.zh, code)
        .to.match(/\p{Script=Han}/u)
        .and.not.to.match(/。$/);
      expect(remedy.zh, code).to.match(/\p{Script=Han}.*。$/u);
      for (const text of [title.en, title.zh, remedy.en, remedy.zh])
        expect(text, code).not.to.match(/[|\n<>]/);
    }
  });

  it('exit and answer as the design says', () => {
    const expected = {
      'invalid-input': [400, 65],
      unauthenticated: [401, 77],
      denied: [403, 77],
      'not-found': [404, 66],
      conflict: [409, 21],
      'not-verified': [422, 20],
      unavailable: [503, 69],
      'unknown-outcome': [504, 75],
      limited: [429, 69],
      storage: [500, 74],
      internal: [500, 70],
      usage: [400, 64],
      configuration: [500, 78],
    };
    expect(
      Object.fromEntries(Object.entries(KINDS).map(([kind, { http, exit }]) => [kind, [http, exit]])),
    ).to.deep.equal(expected);
  });

  it('never read as "not verified" unless something was verified', () => {
    const negative = ROWS.filter(([, { kind }]) => KINDS[kind].exit === 20).map(([code]) => code);
    expect(negative).to.have.members([
      'NOT_VERIFIED',
      'BLOCK_INVALID',
      'AUDIT_FAILED',
      'DELIVERY_REJECTED',
      'ARCHIVE_INVALID',
      'CERTIFICATE_INVALID',
    ]);
  });

  it('cross the chaincode boundary as text and come back with code and detail', () => {
    for (const [code, { kind }] of ROWS) {
      const made = fail(code, { detail: 'what: exactly', faults: [{ path: '/a', problem: 'is wrong' }] });
      const back = decodeError(made.message);
      expect([back.code, back.kind, back.detail]).to.deep.equal([code, kind, 'what: exactly; /a is wrong']);
      expect(decodeError(fail(code).message).code).to.equal(code);
    }
    for (const foreign of [
      '',
      'x',
      'NOT_FOUND',
      'UNHEARD_OF: x',
      'toString: x',
      'chaincode response 500, NOT_FOUND: x',
      ' NOT_FOUND: x',
    ]) {
      const error = decodeError(foreign);
      expect(error).to.be.instanceOf(OnceError);
      expect(error.code, foreign).to.equal('INTERNAL');
    }
  });

  it('are each given somewhere in the product', () => {
    const sources = productSources()
      .filter((file) => file !== REGISTRY)
      .map(read)
      .join('\n');
    const unused = ROWS.map(([code]) => code).filter((code) => !new RegExp(`['"]${code}['"]`).test(sources));
    expect(unused).to.deep.equal([]);
  });
});
