import type { Identity } from '@onceledger/network/identity';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The name under which a gateway's identity stands in the organization's wallet. */
export const WALLET_LABEL = 'gateway';

/** Puts an identity where fabric-network's clients look for it: its file-system wallet. The file is 0600, whole or not there. */
export async function writeWallet(folder: string, identity: Identity): Promise<void> {
  // Only where an identity is new: it takes long to load.
  const { loadFabricNetwork } = await import('@onceledger/network/transport');
  const { Wallets } = await loadFabricNetwork();
  const draft = `${folder}.part`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const wallet = await Wallets.newFileSystemWallet(draft);
  const { certificate, privateKey, mspId } = identity;
  const entry = { credentials: { certificate, privateKey }, mspId, type: 'X.509', version: 1 };
  await wallet.put(WALLET_LABEL, entry);
  const file = `${WALLET_LABEL}.id`;
  await chmod(path.join(draft, file), 0o600);
  await mkdir(folder, { recursive: true });
  await rename(path.join(draft, file), path.join(folder, file));
  await rm(draft, { recursive: true });
}
