import { Client, credentials } from '@grpc/grpc-js';
import { serveNode } from '@onceledger/network/embedded';
import { organizationId, smallLedger } from '../support/small-ledger.js';
import { ledgerSuite } from './suite.js';

ledgerSuite('embedded ledger, in process', async () => {
  const ledger = await smallLedger();
  return {
    channel: ledger.consortium.channel,
    client: (organization) => ledger.node.client(organizationId(organization)),
    identity: (organization) => ledger.identity(organization),
    close: () => ledger.remove(),
  };
});

ledgerSuite('embedded ledger, over gRPC', async () => {
  const ledger = await smallLedger();
  const served = await serveNode(ledger.node);
  const clients = new Map(
    Object.entries(served.info.peers).map(([organization, address]) => [
      organization,
      new Client(address, credentials.createSsl(Buffer.from(served.info.tlsRoot))),
    ]),
  );
  return {
    channel: ledger.consortium.channel,
    client: (organization) => clients.get(organization)!,
    identity: (organization) => ledger.identity(organization),
    close: async () => {
      for (const client of clients.values()) client.close();
      await served.close();
      await ledger.remove();
    },
  };
});
