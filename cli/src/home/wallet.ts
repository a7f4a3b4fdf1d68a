import type { Identity } from '@onceledger/network/identity';
import { chmod } from 'node:fs/promises';
import path from 'node:path';

/** The name under which a gateway's identity stands in the organization's wallet. */
export const WALLET_LABEL = 'gateway';

/** Puts an identity where fabric-network's clients look for it: its file-system wallet. The file is 0600. */
export async function writeWallet(folder: string, identity: Identity): Promise<void> {
  // 1.7 s to load: only `once init` needs it.
  const { Wallets } = await import('fabric-network');
  const wallet = await Wallets.newFileSystemWallet(folder);
  const { certificate, privateKey, mspId } = identity;
  const entry = { credentials: { certificate, privateKey }, mspId, type: 'X.509', version: 1 };
  await wallet.put(WALLET_LABEL, entry);
  await chmod(path.join(folder, `${WALLET_LABEL}.id`), 0o600);
}
