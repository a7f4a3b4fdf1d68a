import { expect } from 'chai';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  deployChaincode,
  findProcess,
  watched,
  whileStopped,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import { Clients, type LedgerUnderTest } from '../ledger/suite.js';
import { organizationId } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { needsFabric, smallNetwork, underTest } from '../support/fabric-network.js';
import { committedPrivately, endorses, expectThere, Load } from '../support/load.js';
import { refused } from '../support/refused.js';

type Small = 'alpha' | 'beta' | 'gamma';

describe('a network under load', function () {
  this.timeout(300_000);
  let made: Awaited<ReturnType<typeof smallNetwork>>;
  let ledger: LedgerUnderTest | undefined;
  let network: FabricNetwork;
  before(async function () {
    await needsFabric(this, 'deploying and copying under load');
    made = await smallNetwork();
    ledger = await underTest(made);
    network = made.network;
  });
  after(() => ledger?.close());

  it('takes a new version of the chaincode, one organization a day late, and loses nothing acknowledged', () =>
    withLoad(async ({ load, clients, end }) => {
      const [old] = network.topology.chaincodes;
      const source = { code: old!.code, version: '2' };
      const deploy = async (...chosen: Small[]): Promise<boolean> => {
        const organizations = chosen.map(organizationId);
        const deployment = chosen.length === 0 ? source : { ...source, organizations };
        const deployed = await deployChaincode(network, made.consortium, deployment);
        network = deployed.network;
        await load.more(5);
        return deployed.inEffect;
      };
      expect(await deploy('alpha')).to.equal(false);
      expect(versions(network)).to.deep.equal(['1 alpha', '1 beta', '1 gamma', '2 alpha']);

      expect(await deploy('alpha', 'gamma')).to.equal(true);
      expect(versions(network)).to.deep.equal(['1 beta', '2 alpha', '2 gamma']);
      expect(await findProcess(watched(network.places, old!))).to.equal(undefined);
      // Beta's peer keeps what others write for it, and endorses nothing.
      expect(await endorses(clients, 'beta')).to.equal(false);
      expect(await endorses(clients, 'gamma')).to.equal(true);

      expect(await deploy()).to.equal(true);
      expect(versions(network)).to.deep.equal(['2 alpha', '2 beta', '2 gamma']);
      expect(await endorses(clients, 'beta')).to.equal(true);
      for (const place of network.topology.chaincodes)
        expect(await findProcess(watched(network.places, place))).to.not.equal(undefined);

      const { topology } = network;
      expect(await deploy(), 'again').to.equal(true);
      expect(network.topology).to.deep.equal(topology);
      const other = { code: '/nowhere', version: '2' };
      await refused('ALREADY_EXISTS', deployChaincode(network, made.consortium, other));
      await end();
      await expectThere(clients, load.acknowledged);
    }));

  it('is copied, and the copy has all that was acknowledged before, with its private data', () =>
    withFolder((copies) =>
      withLoad(async ({ load, end }) => {
        const before = [...load.acknowledged];
        await whileStopped(network, async (folder, name) => {
          await cp(folder, path.join(copies, name), { recursive: true });
        });
        await load.more(5);
        await end();

        await whileStopped(network, async (folder, name) => {
          await rm(folder, { recursive: true });
          await cp(path.join(copies, name), folder, { recursive: true });
        });
        const clients = new Clients(ledger!);
        await expectThere(clients, before);
        await expectThere(clients, await committedPrivately(clients, load.attempted));
        const serves = new Load(clients);
        const running = serves.run();
        await serves.more(5);
        serves.stop();
        await running;
      }),
    ));

  async function withLoad(use: (scene: Scene) => Promise<void>): Promise<void> {
    const clients = new Clients(ledger!);
    const load = new Load(clients, 'sealed');
    const running = load.run();
    const end = (): Promise<void> => {
      load.stop();
      return running;
    };
    try {
      await load.more(5);
      await use({ load, clients, end });
    } finally {
      await end();
    }
  }
});

interface Scene {
  readonly load: Load;
  readonly clients: Clients;
  readonly end: () => Promise<void>;
}

function versions({ topology }: FabricNetwork): string[] {
  return topology.chaincodes.map(({ organization, version }) => `${version} ${organization}`).sort();
}
