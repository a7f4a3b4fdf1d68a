import { expect } from 'chai';
import { access } from 'node:fs/promises';
import path from 'node:path';
import {
  bringDown,
  createNetwork,
  deployChaincode,
  findProcess,
  folders,
  readTopology,
  startChaincode,
  watched,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { organizationId } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { writeChaincode } from '../support/fabric-network.js';
import { fakePeer, type FakePeer } from '../support/fake-peer.js';
import { refused } from '../support/refused.js';
import { smallConsortium } from '../support/small-ledger.js';

const consortium = smallConsortium({ ledger: 'fabric' });

describe('deploying a version of the chaincode', function () {
  this.timeout(120_000);

  it('has every organization install and approve, commits, and ends the processes before', () =>
    withNetwork(async ({ network, peer, deploy }) => {
      const before = network.topology.chaincodes;
      expect(await deploy()).to.deep.equal({ inEffect: true, versions: ['2 alpha', '2 beta', '2 gamma'] });
      const { sequence, version, approved, installed } = await peer.read();
      expect({ sequence, version }).to.deep.equal({ sequence: 2, version: '2' });
      expect([...approved['2']!].sort()).to.deep.equal(['alpha', 'beta', 'gamma']);
      const { chaincodes } = await readTopology(network.places);
      expect(new Set(installed.map((one) => one.split(' ')[1]))).to.deep.equal(
        new Set(chaincodes.map(({ packageId }) => packageId)),
      );
      for (const place of before) {
        expect(await findProcess(watched(network.places, place)), place.name).to.equal(undefined);
        const keys = access(folders(network.places).chaincode(place.name));
        expect(await keys.catch(() => 'gone'), place.name).to.equal('gone');
      }
      const now = { ...network, topology: await readTopology(network.places) };
      const other = { code: '/elsewhere', version: '2' };
      await refused('ALREADY_EXISTS', deployChaincode(now, consortium, other), 'the same with other code');
      await refused('NOT_FOUND', deploy('delta'), 'an organization that is not there');
    }));

  it('waits for a majority, and leaves who has not gone over as it is', () =>
    withNetwork(async ({ peer, deploy }) => {
      expect(await deploy('alpha')).to.deep.equal({
        inEffect: false,
        versions: ['1 alpha', '1 beta', '1 gamma', '2 alpha'],
      });
      expect(await peer.read()).to.include({ sequence: 1, version: '1' });
      expect(await deploy('gamma')).to.deep.equal({
        inEffect: true,
        versions: ['1 beta', '2 alpha', '2 gamma'],
      });
      expect(await deploy('beta')).to.deep.equal({
        inEffect: true,
        versions: ['2 alpha', '2 beta', '2 gamma'],
      });
      expect(await peer.read()).to.include({ sequence: 2, version: '2' });
    }));

  it('goes on where it stopped: nothing is installed or approved twice', () =>
    withNetwork(async ({ network, peer, deploy }) => {
      await peer.change({ failing: ['beta'] });
      const error = await refused('NETWORK_FAILED', deploy());
      expect(error.detail).to.contain('the orderer is away');
      const topology = await readTopology(network.places);
      expect(topology.chaincodes).to.have.length(6);
      await peer.change({ failing: [] });
      expect(await deploy()).to.include({ inEffect: true });
      const { installed } = await peer.read();
      expect(installed).to.have.length(3);
      expect(await deploy()).to.include({ inEffect: true });
      expect(await peer.read()).to.deep.include({ sequence: 2, installed });
    }));
});

describe('a chaincode process', () => {
  it('does not start where another has its port', () =>
    withNetwork(async ({ network }) => {
      const [place] = network.topology.chaincodes;
      const other = { ...place!, name: 'chaincode-other.alpha' };
      const error = await refused('NETWORK_FAILED', startChaincode(network, other));
      expect(error.detail).to.contain(`another process has port ${place!.port}`);
    }));
});

interface Scene {
  readonly network: FabricNetwork;
  readonly peer: FakePeer;
  readonly deploy: (...organizations: string[]) => Promise<{ inEffect: boolean; versions: string[] }>;
}

/** Three organizations, genuine chaincode processes, and a program that stands for `peer`. */
function withNetwork(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withFolder(async (home) => {
    const at = (name: string): string => path.join(home, name);
    const peer = await fakePeer(at('peer'));
    const places = { network: at('network'), ledger: at('ledger'), organizations: at('organizations') };
    const code = await writeChaincode(at('code'));
    const topology = await createNetwork({
      ...{ places, consortium, series: '3.1', ordering: 'raft:1', peersEach: 1, host: '127.0.0.1' },
      chaincode: { code, version: '1' },
    });
    const binaries = { version: '3.1.5', series: '3.1', path: () => at('peer') } as const;
    const network: FabricNetwork = { places, topology, binaries, report: () => undefined };
    const deploy = async (...names: string[]) => {
      const organizations = names.map(organizationId);
      const source = { code, version: '2', ...(names.length === 0 ? {} : { organizations }) };
      const now = { ...network, topology: await readTopology(places) };
      const deployed = await deployChaincode(now, consortium, source);
      const { chaincodes } = deployed.network.topology;
      const versions = chaincodes.map(({ organization, version }) => `${version} ${organization}`).sort();
      return { inEffect: deployed.inEffect, versions };
    };
    try {
      for (const place of topology.chaincodes) await startChaincode(network, place);
      await use({ network, peer, deploy });
    } finally {
      await bringDown(places, await readTopology(places));
    }
  });
}
