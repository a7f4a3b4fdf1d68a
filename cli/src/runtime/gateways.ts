import { fail, type AgencyCode, type LedgerId, type OrganizationId } from '@onceledger/chaincode/domain';
import { connectLedger, openGateway, SharedEffects, type Gateway } from '@onceledger/gateway';
import { agenciesOf, consortiumDigest, type Consortium } from '@onceledger/network';
import type { EmbeddedNode, GatewayClient } from '@onceledger/network/embedded';
import { readIdentity } from '@onceledger/network/identity';
import { layout } from '../home/layout.js';
import type { RuntimeOptions } from './runtime.js';

/** How gateways reach the ledger: this process's node, or another process that serves it. */
export interface Connection {
  readonly ledger: LedgerId;
  readonly client: (organization: OrganizationId) => GatewayClient;
  /** Those of the consortium whose gateways are here; all where absent. */
  readonly organizations?: readonly OrganizationId[];
  readonly workers: boolean;
}

/** A connection that is open, with the node where it is this process's own. */
export interface Connected extends Connection {
  readonly node?: EmbeddedNode;
  close(): Promise<void>;
}

/** One gateway for each organization whose keys are here; all or none stay open. */
export async function openGateways(
  options: RuntimeOptions,
  consortium: Consortium,
  connection: Connection,
): Promise<readonly Gateway[]> {
  const opened: Gateway[] = [];
  const shared = new SharedEffects();
  try {
    for (const id of connection.organizations ?? consortium.organizations.map((one) => one.id))
      opened.push(await openOne(options, consortium, connection, { id, shared }));
    return opened;
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function openOne(
  { home, passphraseFile, clock }: RuntimeOptions,
  consortium: Consortium,
  connection: Connection,
  { id: organization, shared }: { readonly id: OrganizationId; readonly shared: SharedEffects },
): Promise<Gateway> {
  const places = layout(home);
  const { certificate, privateKey, mspId } = await readIdentity(places.msp(organization), organization);
  const ledger = connectLedger({
    client: connection.client(organization),
    mspId,
    certificate,
    privateKey,
    channel: consortium.channel,
    ledger: connection.ledger,
    organization,
    organizations: consortium.organizations.map(({ id }) => id),
    members: consortium.collections.sealed.members,
  });
  return openGateway({
    ledger,
    directory: places.organization(organization),
    declarants: places.declarants,
    consortium: consortiumDigest(consortium),
    workers: connection.workers,
    shared,
    ...(clock === undefined ? {} : { clock }),
    ...(passphraseFile === undefined ? {} : { passphraseFile }),
  });
}

export async function closeAll(closing: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const one of closing) await one.close();
}

export function gatewayNamed(gateways: readonly Gateway[], organization: OrganizationId): Gateway {
  const found = gateways.find((gateway) => gateway.organization === organization);
  if (found === undefined) throw fail('NOT_FOUND', `no organization ${organization} in this home`);
  return found;
}

export function hostOf(consortium: Consortium, agency: AgencyCode): OrganizationId {
  const found = agenciesOf(consortium).find(({ code }) => code === agency);
  if (found === undefined) throw fail('NOT_FOUND', `no agency ${agency} in this consortium`);
  return found.organization;
}

/** Declarants act through the service platform's organization, where a consortium has one; otherwise through the first. */
export function platformOf(consortium: Consortium): OrganizationId {
  const platform = consortium.agencies.find(({ code }) => code === 'service-platform')?.organization;
  const id = platform ?? consortium.organizations[0]?.id;
  if (id === undefined) throw fail('CONFIGURATION_INVALID', 'the consortium has no organization');
  return id;
}
