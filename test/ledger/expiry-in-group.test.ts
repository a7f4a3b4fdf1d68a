import { expect } from 'chai';
import { organizationId, smallConsortium, smallLedger } from '../support/small-ledger.js';
import { Clients } from './suite.js';

describe('blockToLive', () => {
  it('ends private values of blocks that were committed in one group', async () => {
    const blocks = { maxTransactions: 1, maxBytes: 2 * 1024 * 1024, timeout: 200 };
    const ledger = await smallLedger({ consortium: smallConsortium({ blocks }) });
    const clients = new Clients({
      channel: ledger.consortium.channel,
      client: (organization) => ledger.node.client(organizationId(organization)),
      identity: (organization) => ledger.identity(organization),
      close: () => ledger.close(),
    });
    const keys = Array.from({ length: 24 }, (_, index) => `key${index}`);
    const put = (key: string) =>
      clients.submitPrivate('beta', ['putPrivate', 'bodies', key], `of ${key}`, ['beta', 'gamma']);
    await Promise.all(keys.map(put));
    const found = await Promise.all(keys.map((key) => clients.evaluate('beta', 'getPrivate', 'bodies', key)));
    expect(found.filter((value) => value !== '')).to.have.length(3);
    await ledger.remove();
  });
});
