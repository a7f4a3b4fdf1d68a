import { LedgerLock, parseConsortium } from '@onceledger/network';
import {
  assertStopped,
  belongs,
  partOf,
  readTopology,
  writeTopology,
  type Part,
} from '@onceledger/network/fabric';
import { replaceFolder } from '@onceledger/network/identity';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../home/copies.js';
import { layout } from '../home/layout.js';
import { copyOne, isPassing } from './backup-form.js';
import { networkPlaces } from './fabric.js';
import { platformOf } from './gateways.js';

export interface PartOptions extends Part {
  readonly home: string;
  /** New or empty. */
  readonly folder: string;
}

/**
 * Copies what one organization's machine needs of a home whose network is down: its own keys, processes and data, and of
 * everybody else certificates and addresses only. Declarants' keys go with the organization of the service platform.
 * @returns names of the processes that it will run. NETWORK_MISSING, NOT_FOUND, STATE_CONFLICT, LEDGER_LOCKED
 */
export async function partHome({ folder, home, ...part }: PartOptions): Promise<readonly string[]> {
  const places = networkPlaces(home);
  const topology = partOf(await readTopology(places), part);
  await assertStopped(places, topology);
  const consortium = parseConsortium(await readFile(layout(home).consortium, 'utf8'));
  const isPlatform = platformOf(consortium) === part.organization;
  const goes = (at: string): boolean =>
    // What a node has in its data it may need, whatever its name.
    belongs(topology, at) &&
    (at.includes('/data/') || !isPassing(at)) &&
    (isPlatform || at.split('/')[0] !== 'declarants');
  // Whoever has the lock writes what is to be copied.
  const lock = await LedgerLock.take(layout(home).ledger);
  try {
    await replaceFolder(folder, async (draft) => {
      for (const file of await filesBelow(home, (at) => !goes(at)))
        await copyOne(path.join(home, file), path.join(draft, file));
      await writeTopology(networkPlaces(draft), topology);
    });
  } finally {
    await lock.release();
  }
  return [...topology.orderers, ...topology.peers, ...topology.chaincodes].map(({ name }) => name);
}
