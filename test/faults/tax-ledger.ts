import { Client, credentials } from '@grpc/grpc-js';
import type { Runtime } from '@onceledger/cli/runtime';
import {
  connectLedger,
  FailoverClient,
  type Ledger,
  type LedgerOptions,
  type RpcClient,
} from '@onceledger/gateway';
import { addressOf, folders, peersOf, type FabricNetwork } from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import { organizationId } from '../support/channel.js';

const TAX = organizationId('tax');

/** The tax agency's own way to the ledger, with something between it and its peer. */
export async function taxLedger(
  { places, topology }: FabricNetwork,
  { consortium }: Runtime,
  between: (client: RpcClient) => RpcClient,
): Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }> {
  const root = await readAuthorityFile(folders(places).authority(TAX), 'tlsCertificate');
  const [peer] = peersOf(topology, TAX);
  const client = new Client(addressOf(topology, peer!), credentials.createSsl(Buffer.from(root)));
  const ledger = connectLedger({
    ...(await readIdentity(folders(places).client(TAX), TAX)),
    channel: topology.channel,
    // fabric-gateway calls three methods of a client; its type names a whole one.
    client: new FailoverClient([between(client)]) as unknown as LedgerOptions['client'],
    ledger: topology.ledger,
    organization: TAX,
    organizations: consortium.organizations.map(({ id }) => id),
  });
  const close = async (): Promise<void> => {
    await ledger.close();
    client.close();
  };
  return { close, ledger };
}
