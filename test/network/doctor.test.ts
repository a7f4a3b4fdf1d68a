import { expect } from 'chai';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  examineNetwork,
  findProcess,
  findReport,
  watched,
  type NetworkFinding,
} from '@onceledger/network/fabric';
import { withFolder } from '../support/cli.js';
import { fakeBinaries } from '../support/fake-binaries.js';
import { fakeNetwork, type FakeNetwork } from '../support/fake-network.js';

const YEARS = 21 * 366 * 24 * 3600 * 1000;

describe('the examination of a network', function () {
  this.timeout(60_000);

  it('finds nothing wrong where nothing is', () =>
    withNetwork(async (network, look) => {
      const findings = await look();
      expect(wrong(findings)).to.deep.equal([]);
      expect(findings.map(({ check, process = '' }) => `${check} ${process}`.trim())).to.deep.equal([
        'programs',
        ...['process orderer0', 'version orderer0', 'clock orderer0'],
        ...['process peer0.tax', 'version peer0.tax', 'clock peer0.tax'],
        ...['chaincode chaincode-1.tax', 'chaincode chaincode-1.other'],
        ...['certificates', 'certificates'],
      ]);
      const [chaincode] = findings.filter(({ check }) => check === 'chaincode');
      expect(chaincode!.detail)
        .to.contain(`Node ${process.versions.node}`)
        .and.to.match(/build [0-9a-f]{64}/);
      expect(network.topology.chaincodes).to.have.length(2);
    }));

  it('names a process that does not run', () =>
    withNetwork(async (network, look) => {
      await network.stop('peer0.tax');
      await network.stop('chaincode-1.tax');
      expect(wrong(await look())).to.deep.equal(['process peer0.tax', 'chaincode chaincode-1.tax']);
    }));

  it('names processes of another version than the programs, and programs that are not there', () =>
    withNetwork(async (network, look, programs) => {
      network.says.version = 'v3.1.4';
      const findings = await look();
      expect(wrong(findings)).to.deep.equal(['version orderer0', 'version peer0.tax']);
      expect(findings.find(({ ok }) => !ok)!.detail)
        .to.contain('3.1.4')
        .and.to.contain('3.1.5');
      await rm(programs, { recursive: true });
      expect(wrong(await look())).to.deep.equal(['programs']);
    }));

  it('names clocks that are half the tolerance away', () =>
    withNetwork(async (network, look) => {
      network.says.ahead = 25_000;
      expect(wrong(await look())).to.deep.equal([]);
      for (network.says.ahead of [35_000, -35_000])
        expect(wrong(await look())).to.deep.equal(['clock orderer0', 'clock peer0.tax']);
    }));

  it('names chaincode processes of one version that run different builds, and code that changed', () =>
    withNetwork(async (network, look) => {
      const [first] = network.topology.chaincodes;
      const code = path.join(first!.code, 'index.js');
      await writeFile(path.join(first!.code, 'node_modules', 'other', 'index.js'), 'not its own');
      await writeFile(path.join(first!.code, 'notes.txt'), 'no code');
      expect(wrong(await look())).to.deep.equal([]);
      await writeFile(code, 'export const contracts = [undefined];\n');
      const changed = (await look()).filter(({ ok }) => !ok);
      expect(changed).to.have.length(2);
      expect(changed[0]!.detail).to.contain('has changed since it started');
      await network.stop(first!.name);
      await network.startChaincode(first!);
      await reported(network);
      const differing = (await look()).filter(({ ok }) => !ok);
      expect(differing).to.have.length(2);
      expect(differing[0]!.detail).to.contain('runs another build');
    }));

  it('names certificates that end soon', () =>
    withNetwork(async (_network, look) => {
      const findings = (await look(new Date(Date.now() + YEARS))).filter(({ ok }) => !ok);
      expect(findings.map(({ check }) => check)).to.deep.equal(['certificates', 'certificates']);
      expect(findings[0]!.detail).to.match(/^tax.ca.(tls)?ca\.pem ends at /);
    }));
});

type Look = (now?: Date) => Promise<NetworkFinding[]>;

function withNetwork(
  use: (network: FakeNetwork, look: Look, programs: string) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    const programs = await fakeBinaries(path.join(folder, 'programs'), '3.1.5');
    const network = await fakeNetwork(path.join(folder, 'home'));
    const { places, topology } = network;
    const environment = { FABRIC_BIN: programs };
    const look: Look = (now) =>
      examineNetwork(places, topology, { environment, ...(now === undefined ? {} : { now }) });
    try {
      await reported(network);
      await use(network, look, programs);
    } finally {
      await network.close();
    }
  });
}

/** What a process says at its start is there a moment after. */
async function reported({ places, topology }: FakeNetwork): Promise<void> {
  const until = Date.now() + 20_000;
  for (const place of topology.chaincodes) {
    const running = await findProcess(watched(places, place));
    while ((await findReport(places, place))?.pid !== running?.pid && Date.now() < until) await delay(20);
  }
}

function wrong(findings: readonly NetworkFinding[]): string[] {
  return findings.filter(({ ok }) => !ok).map(({ check, process = '' }) => `${check} ${process}`.trim());
}
