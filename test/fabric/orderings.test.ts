import { expect } from 'chai';
import {
  findBinaries,
  findLeader,
  ordererOptions,
  startOrderer,
  stopProcess,
  watched,
  type Ordering,
} from '@onceledger/network/fabric';
import { Clients } from '../ledger/suite.js';
import { needsFabric, smallNetwork, underTest } from '../support/fabric-network.js';

/** Which node is killed: whom the others can least do without, where one leads. */
const KILLED: readonly { readonly ordering: Ordering; readonly what: 'leader' | 'follower' }[] = [
  { ordering: 'raft:3', what: 'leader' },
  { ordering: 'bft:4', what: 'follower' },
  { ordering: 'bft:4', what: 'leader' },
];
const PATIENCE = 90_000;

describe('an ordering service of several nodes', function () {
  this.timeout(300_000);
  before(async function () {
    await needsFabric(this, 'the loss of an orderer');
  });

  for (const { ordering, what } of KILLED) {
    it(`${ordering}: writes go on after kill -9 of a ${what}, nothing acknowledged is lost, the node comes back`, async function () {
      if (ordering === 'bft:4' && (await findBinaries()).series === '2.5') {
        console.log('      (BFT needs capability V3_0)');
        this.skip();
      }
      const made = await smallNetwork({ ordering });
      const { network } = made;
      const ledger = await underTest(made);
      try {
        const clients = new Clients(ledger);
        await clients.submit('alpha', 'put', 'before', '1');
        const leader = await findLeader(network);
        const killed = network.topology.orderers.find(
          (orderer) => (orderer.name === leader?.name) === (what === 'leader'),
        )!;
        await stopProcess(watched(network.places, killed), 'SIGKILL');
        const alive = network.topology.orderers.filter((orderer) => orderer !== killed);
        const [, asked] = await ordererOptions(network);
        expect(
          alive.map(({ port }) => `${network.topology.host}:${port}`),
          'commands ask one',
        ).to.include(asked);
        await eventually(() => clients.submit('beta', 'put', 'after', '2'));
        expect(await clients.evaluate('gamma', 'get', 'before')).to.equal('1');
        expect(await clients.evaluate('gamma', 'get', 'after')).to.equal('2');
        await startOrderer(network, killed);
        await eventually(() => clients.submit('gamma', 'put', 'again', '3'));
        expect(await clients.evaluate('alpha', 'get', 'again')).to.equal('3');
      } finally {
        await ledger.close();
      }
    });
  }
});

/** A put may be repeated: the same key gets the same value. */
async function eventually(submit: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      await submit();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}
