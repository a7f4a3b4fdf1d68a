import { connect, hash, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { signLowS, type Identity } from '@onceledger/network/identity';
import { createPrivateKey } from 'node:crypto';
import { organizationId, type SmallLedger, type SmallOrganization } from './small-ledger.js';

/** The stock client on a small ledger, with a signer on node:crypto. */
export async function gatewayOf(ledger: SmallLedger, organization: SmallOrganization): Promise<Gateway> {
  return gatewayAs(ledger, await ledger.identity(organization), organization);
}

export function gatewayAs(
  ledger: SmallLedger,
  { mspId, certificate, privateKey }: Identity,
  organization: SmallOrganization,
): Gateway {
  const key = createPrivateKey(privateKey);
  return connect({
    client: ledger.node.client(organizationId(organization)),
    identity: { mspId, credentials: Buffer.from(certificate) },
    signer: (message) => Promise.resolve(signLowS(key, message)),
    hash: hash.none,
  });
}

export async function contractOf(
  ledger: SmallLedger,
  organization: SmallOrganization,
  name = 'once',
): Promise<Contract> {
  const gateway = await gatewayOf(ledger, organization);
  return gateway.getNetwork(ledger.consortium.channel).getContract(name);
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
