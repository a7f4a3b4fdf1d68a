import { expect } from 'chai';
import { json, once } from '../support/cli.js';
import { needsFabric } from '../support/fabric-network.js';

describe('the import/export directory story on Fabric', function () {
  this.timeout(240_000);
  before(function () {
    return needsFabric(this, 'the story');
  });

  it('ends as on the embedded ledger: audited, and nothing asked for again', async () => {
    const result = await once(['demo', '--ledger', 'fabric', '--json']);
    expect(result.stderr).to.equal('');
    expect(result.code).to.equal(0);
    expect(json(result)).to.include({ again: 0, applications: 3 });
  });
});
