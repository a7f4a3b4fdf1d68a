import { expect } from 'chai';
import path from 'node:path';
import { json, once, withFolder } from '../support/cli.js';
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

describe('once network', function () {
  this.timeout(240_000);
  before(async function () {
    await needsFabric(this, 'once network');
  });

  it('comes up, takes a new version of the chaincode, goes down, and comes up again with what it had', () =>
    withFolder(async (folder) => {
      const home = path.join(folder, 'home');
      const on = (...words: string[]) => once([...words, '--home', home, '--json']);
      try {
        const up = await on('network', 'up', '--peers', '2');
        expect(up.stderr).to.equal('');
        expect(json(up)).to.include({ organizations: 5, agencies: 11, entries: 35 });
        const again = await on('network', 'up');
        expect(json(again)).to.include({ ledger: (json(up) as { ledger: string }).ledger, entries: 0 });

        const processes = json(await on('network', 'status')) as { kind: string; pid?: number }[];
        expect(processes.map(({ kind }) => kind).sort()).to.deep.equal(
          [...Array<string>(5).fill('chaincode'), 'orderer', ...Array<string>(10).fill('peer')].sort(),
        );
        expect(processes.every(({ pid }) => pid !== undefined)).to.equal(true);

        const deployed = await on('network', 'deploy', '--chaincode-version', '2');
        expect(deployed.stderr).to.equal('');
        expect(json(deployed)).to.include({ inEffect: true, version: '2' });

        const doctor = await once(['network', 'doctor', '--home', home, '--json'], { env: toolsOf() });
        expect(doctor.stderr).to.equal('');
        const found = json(doctor) as { check: string; detail: string }[];
        const builds = found.filter(({ check }) => check === 'chaincode').map(({ detail }) => detail);
        expect(builds).to.have.length(5);
        expect(new Set(builds)).to.have.property('size', 1);
        expect(builds[0]).to.contain(`Node ${process.versions.node}`);

        const height = await heightOf(on);
        expect((await on('network', 'down')).code).to.equal(0);
        const stopped = await on('network', 'status');
        expect(stopped.code).to.equal(69);
        expect((await on('network', 'up')).code).to.equal(0);
        expect(await heightOf(on)).to.equal(height);
        expect((await on('audit')).code).to.equal(0);
      } finally {
        await on('network', 'down', '--purge');
      }
    }));

  it('says what is missing where there is no network', () =>
    withFolder(async (folder) => {
      const result = await once(['network', 'status', '--home', path.join(folder, 'none'), '--json']);
      expect(result.code).to.equal(78);
      expect(result.stderr).to.contain('NETWORK_MISSING');
    }));
});

async function heightOf(on: (...words: string[]) => ReturnType<typeof once>): Promise<number> {
  return (json(await on('ledger', 'status')) as { height: number }).height;
}

function toolsOf(): Record<string, string> {
  const { PATH = '', FABRIC_BIN } = process.env;
  return FABRIC_BIN === undefined ? { PATH } : { PATH, FABRIC_BIN };
}
