import { expect } from 'chai';
import { withHome } from '../support/home.js';
import { killRuns } from '../support/kill-runs.js';

describe('kill -9 during load', function () {
  this.timeout(900_000);

  it('40 times: each acknowledged declaration is there and its receipt verifies', () =>
    withHome(async (home) => {
      const report = await killRuns(home, 40, 1);
      expect(report.lost).to.deep.equal([]);
      expect(report.acknowledged).to.be.above(100);
    }));
});
