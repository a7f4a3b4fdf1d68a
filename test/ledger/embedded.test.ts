import { smallLedger } from '../support/small-ledger.js';
import { ledgerSuite } from './suite.js';

ledgerSuite('embedded ledger, in process', async () => {
  const ledger = await smallLedger();
  return {
    channel: ledger.consortium.channel,
    client: (organization) => ledger.node.client(organization as never),
    identity: (organization) => ledger.identity(organization),
    close: () => ledger.remove(),
  };
});
