import type { OrganizationId, Settings } from '@onceledger/chaincode/domain';
import type { Consortium } from '@onceledger/network';
import { createLedger, openNode, type EmbeddedNode, type NodeOptions } from '@onceledger/network/embedded';
import { readIdentity, type Identity } from '@onceledger/network/identity';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MinimalContract } from './minimal-contract.js';

const SETTINGS: Settings = {
  clockToleranceSeconds: 60,
  deliveryHours: 24,
  recoveryDelayHours: 72,
  requestWindowSeconds: 300,
};

export const SMALL_ORGANIZATIONS = ['alpha', 'beta', 'gamma'] as const;
export type SmallOrganization = (typeof SMALL_ORGANIZATIONS)[number];
export const organizationId = (id: SmallOrganization): OrganizationId => id as unknown as OrganizationId;

/** Three organizations; `sealed` belongs to alpha and beta, `bodies` to beta and gamma, where it lives two blocks. */
export function smallConsortium(changes: Partial<Consortium> = {}): Consortium {
  const [alpha, beta, gamma] = SMALL_ORGANIZATIONS.map(organizationId) as [
    OrganizationId,
    OrganizationId,
    OrganizationId,
  ];
  return {
    format: 1,
    channel: 'small',
    ledger: 'embedded',
    transport: 'gateway',
    organizations: [alpha, beta, gamma].map((id) => ({ id, names: { en: id, zh: id } })),
    agencies: [],
    collections: {
      sealed: { members: [alpha, beta], requiredPeerCount: 1, blockToLive: 0 },
      bodies: { members: [beta, gamma], requiredPeerCount: 0, blockToLive: 2 },
    },
    settings: SETTINGS,
    blocks: { maxTransactions: 100, maxBytes: 2 * 1024 * 1024, timeout: 200 },
    ...changes,
  };
}

export interface SmallLedger {
  readonly home: string;
  readonly consortium: Consortium;
  readonly node: EmbeddedNode;
  identity(organization: SmallOrganization): Promise<Identity>;
  /** Closes the node and opens the same files again. */
  reopen(options?: Partial<NodeOptions>): Promise<SmallLedger>;
  close(): Promise<void>;
  /** Closes and deletes. */
  remove(): Promise<void>;
}

/** A ledger in a folder of its own that runs the minimal contract. */
export async function smallLedger(
  options: Partial<NodeOptions> & { readonly consortium?: Consortium } = {},
): Promise<SmallLedger> {
  const home = await mkdtemp(path.join(tmpdir(), 'once-ledger-'));
  const consortium = options.consortium ?? smallConsortium();
  const { clock, storage } = options;
  await createLedger({
    directory: path.join(home, 'ledger'),
    consortium,
    ...(clock && { clock }),
    ...(storage && { storage }),
  });
  return openSmall(home, consortium, options);
}

async function openSmall(
  home: string,
  consortium: Consortium,
  options: Partial<NodeOptions>,
): Promise<SmallLedger> {
  const node = await openNode({
    contracts: () => [MinimalContract],
    ...options,
    directory: path.join(home, 'ledger'),
    consortium,
  });
  return {
    home,
    consortium,
    node,
    identity: (organization) =>
      readIdentity(path.join(home, 'organizations', organization, 'msp'), organizationId(organization)),
    reopen: async (changes = {}) => {
      await node.close();
      return openSmall(home, consortium, { ...options, ...changes });
    },
    close: () => node.close(),
    remove: async () => {
      await node.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
