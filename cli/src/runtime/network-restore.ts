import { fail, type LedgerId, type Timestamp } from '@onceledger/chaincode/domain';
import { readTopology, writeTopology } from '@onceledger/network/fabric';
import { copyBack, readBackup } from './backup-form.js';
import { networkPlaces } from './fabric.js';
import { chaincodeFolder } from './network-up.js';
import { makeNewHome } from './new-home.js';

export interface RestoreOptions {
  /** New or empty. */
  readonly home: string;
  readonly folder: string;
  readonly custody?: string;
  /** SHA-256 of the manifest, where it was kept apart. */
  readonly sha256?: string;
}

export interface RestoredHome {
  readonly ledger: LedgerId;
  readonly createdAt: Timestamp;
  readonly files: number;
}

/** Makes a home from a backup, every file verified: a whole one or none. HOME_EXISTS, FILE_UNREADABLE, STORAGE_DAMAGED. */
export async function restoreHome(options: RestoreOptions): Promise<RestoredHome> {
  const { home, folder, sha256 } = options;
  const backup = await readBackup(folder, 'network', sha256);
  const custody = options.custody === undefined ? undefined : await readBackup(options.custody, 'custody');
  const { ledger, createdAt, code } = backup.facts;
  if (custody !== undefined && custody.facts.ledger !== ledger)
    throw fail('CONFIGURATION_INVALID', `${custody.folder} belongs to ledger ${custody.facts.ledger}`);
  return makeNewHome(home, async (draft) => {
    const files = await copyBack(backup, draft);
    const keys = custody === undefined ? 0 : await copyBack(custody, draft);
    await relocate(draft, code);
    return { ledger, createdAt, files: files + keys };
  });
}

/** The product's own chaincode stands where this machine has it. */
async function relocate(home: string, former: string): Promise<void> {
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  const chaincodes = topology.chaincodes.map((place) =>
    place.code === former ? { ...place, code: chaincodeFolder() } : place,
  );
  await writeTopology(places, { ...topology, chaincodes });
}
