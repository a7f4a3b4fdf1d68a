import { expect } from 'chai';
import path from 'node:path';
import { writeTopology } from '@onceledger/network/fabric';
import { json, jsonError, once, withFolder } from '../support/cli.js';
import { fakeBinaries } from '../support/fake-binaries.js';
import { fakeNetwork } from '../support/fake-network.js';

describe('once network doctor', function () {
  this.timeout(60_000);

  it('lists every finding, and fails naming those that are wrong', () =>
    withFolder(async (home) => {
      const env = { FABRIC_BIN: await fakeBinaries(path.join(home, 'programs'), '3.1.5') };
      const network = await fakeNetwork(home);
      const doctor = (...words: string[]) => once(['network', 'doctor', '--home', home, ...words], { env });
      try {
        await writeTopology(network.places, network.topology);
        await network.stop('peer0.tax');
        const result = await doctor('--json');
        expect(result.code).to.equal(78);
        expect(jsonError(result).detail).to.contain('peer0.tax: does not run');
        expect(json(result)).to.deep.include({
          ...{ check: 'process', process: 'peer0.tax' },
          ...{ ok: false, detail: 'does not run' },
        });
        expect((await doctor('--lang', 'zh')).stdout).to.match(/时钟 .*orderer0/);
      } finally {
        await network.close();
      }
    }));

  it('says where there is no network', () =>
    withFolder(async (home) => {
      const result = await once(['network', 'doctor', '--home', home, '--json']);
      expect(jsonError(result)).to.include({ code: 'NETWORK_MISSING', exit: 78 });
    }));
});
