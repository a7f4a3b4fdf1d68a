import { expect } from 'chai';
import { deployChaincode, findProcess, watched, type FabricNetwork } from '@onceledger/network/fabric';
import { Clients } from '../ledger/suite.js';
import { organizationId } from '../support/channel.js';
import { needsFabric, smallNetwork, underTest } from '../support/fabric-network.js';
import { endorses, Load } from '../support/load.js';
import { refused } from '../support/refused.js';

type Small = 'alpha' | 'beta' | 'gamma';

describe('a new version of the chaincode', function () {
  this.timeout(300_000);
  before(async function () {
    await needsFabric(this, 'deploying under load');
  });

  it('takes effect under load, one organization a day late, and nothing acknowledged is lost', async () => {
    const made = await smallNetwork();
    const ledger = await underTest(made);
    const clients = new Clients(ledger);
    const load = new Load(clients);
    const running = load.run();
    let network: FabricNetwork = made.network;
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
    try {
      await load.more(5);
      expect(await deploy('alpha')).to.equal(false);
      expect(versions(network)).to.deep.equal(['1 alpha', '1 beta', '1 gamma', '2 alpha']);

      expect(await deploy('alpha', 'gamma')).to.equal(true);
      expect(versions(network)).to.deep.equal(['1 beta', '2 alpha', '2 gamma']);
      expect(await findProcess(watched(network.places, old!))).to.equal(undefined);
      // Beta's peer holds what others write for it, and endorses nothing.
      await clients.submitPrivate('alpha', ['putPrivate', 'sealed', 'late'], 'for beta', ['alpha', 'gamma']);
      expect(await endorses(clients, 'beta')).to.equal(false);
      expect(await endorses(clients, 'gamma')).to.equal(true);

      expect(await deploy()).to.equal(true);
      expect(versions(network)).to.deep.equal(['2 alpha', '2 beta', '2 gamma']);
      expect(await endorses(clients, 'beta')).to.equal(true);
      expect(await clients.evaluate('beta', 'getPrivate', 'sealed', 'late')).to.equal('for beta');
      for (const place of network.topology.chaincodes)
        expect(await findProcess(watched(network.places, place))).to.not.equal(undefined);

      const { topology } = network;
      expect(await deploy(), 'again').to.equal(true);
      expect(network.topology).to.deep.equal(topology);
      const other = { code: '/nowhere', version: '2' };
      await refused('ALREADY_EXISTS', deployChaincode(network, made.consortium, other));
      const unknown = { ...source, version: '3', organizations: [organizationId('delta')] };
      await refused('NOT_FOUND', deployChaincode(network, made.consortium, unknown));

      load.stop();
      await running;
      for (const key of load.acknowledged)
        expect(await clients.evaluate('gamma', 'get', key), key).to.equal(`value of ${key}`);
    } finally {
      load.stop();
      await running;
      await ledger.close();
    }
  });
});

function versions({ topology }: FabricNetwork): string[] {
  return topology.chaincodes.map(({ organization, version }) => `${version} ${organization}`).sort();
}
