import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { ACTS, BATCHES, ERRORS, QUERIES } from '@onceledger/chaincode/domain';

const page = readFileSync(new URL('../../../docs/spec/contracts.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));

describe('docs/spec/contracts.md', () => {
  it('has every submit and batch', () => {
    for (const [kind, { contract, submit }] of Object.entries(ACTS)) {
      if (submit === null) continue;
      const batch = Object.entries(BATCHES).find(([act]) => act === kind)?.[1];
      const name =
        batch === undefined ? `\`${contract}:${submit}\`` : `\`${contract}:${submit}\`, \`:${batch}\``;
      expect(
        rows.filter((row) => row.startsWith(`| ${name} `)),
        name,
      ).to.have.length(1);
    }
  });

  it('has every query with its arguments', () => {
    for (const [name, args] of Object.entries(QUERIES)) {
      const call = `\`${name}(${args.join(', ')})\``;
      expect(
        rows.filter((row) => row.startsWith(`| ${call} `)),
        call,
      ).to.have.length(1);
    }
  });

  it('names only errors that there are', () => {
    const codes = page.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    const other = /^(ONCE_|CORE_|ACT_$)/;
    const unknown = [...new Set(codes)].filter((code) => !Object.hasOwn(ERRORS, code) && !other.test(code));
    expect(unknown).to.deep.equal(
      ['REQUEST_LATE', 'QUOTA_EXCEEDED'],
      'refusals of readings, which are no errors',
    );
  });
});
