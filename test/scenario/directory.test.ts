import { expect } from 'chai';
import { json, jsonError, once } from '../support/cli.js';

const BREAKS = ['attest', 'deliver', 'forge', 'revoke', 'ask'];

describe('the import/export directory story', function () {
  this.timeout(120_000);

  it('ends with nothing asked for again, computed from the ledger', async () => {
    const result = await once(['demo', '--json']);
    expect(result.stderr).to.equal('');
    expect(result.code).to.equal(0);
    expect(json(result)).to.include({ again: 0, applications: 3 });
  });

  it('shows every step to people, and the count last', async () => {
    const { code, stdout } = await once(['demo', '--lang', 'en']);
    expect(code).to.equal(0);
    const lines = stdout.trim().split('\n');
    expect(lines.at(-1)).to.equal('asked again: 0 of 3');
    const steps = lines.flatMap((line) => /^\[\d+\/11\] ([a-z]+):/.exec(line)?.[1] ?? []);
    expect(steps).to.deep.equal([
      'init',
      'enrol',
      'declare',
      'attest',
      'apply',
      'deliver',
      'forge',
      'revoke',
      'journal',
      'audit',
      'ask',
    ]);
  });

  for (const step of BREAKS) {
    it(`fails and names the step where \`${step}\` is sabotaged`, async () => {
      const result = await once(['demo', '--break', step, '--json']);
      expect(result.code).to.not.equal(0);
      expect(result.stdout).to.equal('');
      expect(jsonError(result).detail).to.match(new RegExp(`^step ${step}: `));
      expect(jsonError(result).code).to.not.equal('INTERNAL');
    });
  }
});
