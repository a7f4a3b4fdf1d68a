import { fail } from '@onceledger/chaincode/domain';
import { systemClock } from '@onceledger/chaincode/crypto';
import { LedgerLock } from '@onceledger/network';
import { findBinaries, readTopology, whileStopped, type FabricNetwork } from '@onceledger/network/fabric';
import { replaceFolder } from '@onceledger/network/identity';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { layout } from '../home/layout.js';
import { readHome } from '../home/read-home.js';
import { codeOf } from '../input/files.js';
import { isCustody, isLeftOut, NewBackup, type BackupFacts } from './backup-form.js';
import { networkPlaces } from './fabric.js';
import { chaincodeFolder } from './network-up.js';

export interface BackupOptions {
  readonly home: string;
  /** New or empty. */
  readonly folder: string;
  /** Where the custodians' keys per declarant go, which the backup itself leaves out; new or empty. */
  readonly custody?: string;
  /** Where Fabric's programs are looked for, with which what was stopped is started again. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface MadeBackup {
  readonly files: number;
  /** SHA-256 of its manifest. */
  readonly sha256: string;
}

/**
 * Copies the home of a network, whether that runs or not, as it is at one moment: nothing is committed meanwhile, and peers
 * stop one after the other. There is a whole backup in the end or none. NETWORK_MISSING, LEDGER_LOCKED, FOLDER_NOT_EMPTY.
 */
export async function backUpHome(options: BackupOptions): Promise<MadeBackup> {
  const { home, folder, custody } = options;
  const places = networkPlaces(home);
  const topology = await readTopology(places);
  await readHome(home);
  for (const target of [folder, custody]) if (target !== undefined) await assertTarget(home, target);
  const binaries = await findBinaries({ series: topology.series, environment: options.environment });
  // Whoever has the lock writes what is to be copied.
  const lock = await LedgerLock.take(layout(home).ledger);
  try {
    const network = { places, topology, binaries, report: () => undefined };
    const made = await backUp(options, network);
    if (custody !== undefined) await backUpCustody(home, custody, network);
    return made;
  } finally {
    await lock.release();
  }
}

async function assertTarget(home: string, folder: string): Promise<void> {
  if (!path.relative(home, folder).startsWith('..')) throw fail('USAGE', `${folder} lies in the home itself`);
  const found = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw fail('FOLDER_NOT_EMPTY', { detail: `${folder} (${codeOf(error)})`, cause: error });
  });
  if (found.length > 0) throw fail('FOLDER_NOT_EMPTY', folder);
}

async function backUp(
  { home, folder, onProgress }: BackupOptions,
  network: FabricNetwork,
): Promise<MadeBackup> {
  const { topology } = network;
  const total = topology.peers.length + topology.orderers.length;
  let done = 0;
  return newBackup(home, folder, factsOf(network, 'network'), async (backup) => {
    await backup.add(home, (at) => isLeftOut(at, topology));
    await whileStopped(network, async (process) => {
      await backup.add(process);
      done += 1;
      onProgress?.(done, total);
    });
  });
}

function backUpCustody(home: string, folder: string, network: FabricNetwork): Promise<MadeBackup> {
  return newBackup(home, folder, factsOf(network, 'custody'), (backup) => backup.add(home, isNoCustody));
}

/** Folders on the way to it are entered. */
function isNoCustody(at: string): boolean {
  return !isCustody(at) && !/^organizations(\/[^/]+)?$/.test(at);
}

function factsOf({ topology }: FabricNetwork, kind: BackupFacts['kind']): BackupFacts {
  const { ledger } = topology;
  return { format: 1, kind, ledger, createdAt: systemClock.now(), code: chaincodeFolder() };
}

/** Beside, synced, and into place at the end. */
async function newBackup(
  home: string,
  folder: string,
  facts: BackupFacts,
  fill: (backup: NewBackup) => Promise<void>,
): Promise<MadeBackup> {
  let made: MadeBackup = { files: 0, sha256: '' };
  await replaceFolder(folder, async (draft) => {
    const backup = new NewBackup(home, draft);
    await fill(backup);
    made = await backup.finish(facts);
  });
  return made;
}
