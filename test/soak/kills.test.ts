import { expect } from 'chai';
import { withHome } from '../support/home.js';
import { killRuns } from '../support/kill-runs.js';

const KILLS = Number(process.env['ONCE_KILLS'] ?? 500);

describe('kill -9 during load, at length', function () {
  this.timeout(0);

  it(`${KILLS} times: each acknowledged declaration is there and its receipt verifies`, () =>
    withHome(async (home) => {
      const report = await killRuns(home, KILLS, Date.now() % 100_000);
      process.stdout.write(`${JSON.stringify({ ...report, lost: report.lost.length })}\n`);
      expect(report.lost).to.deep.equal([]);
    }));
});
