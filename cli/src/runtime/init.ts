import { fail, type LedgerId } from '@onceledger/chaincode/domain';
import { createLedger } from '@onceledger/network/embedded';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_CATALOGUE } from '../home/data.js';
import { layout, HOME_FORMAT } from '../home/layout.js';
import { codeOf } from '../input/files.js';
import { storageError } from '../output/files.js';
import { fillLedger, writeConsortium, writeWallets } from './make-home.js';
import { openRuntime } from './open.js';
import type { InitOptions } from './runtime.js';

export interface MadeHome {
  readonly ledger: LedgerId;
  readonly organizations: number;
  readonly agencies: number;
  readonly entries: number;
}

/**
 * Makes a home: keys, consortium file, ledger, agencies, catalogue, trust file. Built in a sibling folder and renamed at
 * the end, so that there is a whole home or none. HOME_EXISTS, CONFIGURATION_INVALID.
 */
export async function initHome(options: InitOptions): Promise<MadeHome> {
  await assertFree(options.home);
  const draft = `${options.home}.${randomBytes(6).toString('hex')}.part`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    const made = await build({ ...options, home: draft });
    await publish(draft, options.home);
    return made;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function assertFree(home: string): Promise<void> {
  try {
    if ((await readdir(home)).length > 0) throw fail('HOME_EXISTS', home);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    if (codeOf(error) === 'ENOTDIR') throw fail('HOME_EXISTS', { detail: `${home} is a file`, cause: error });
    throw error;
  }
}

/** The last step: nothing can be half there afterwards. An empty folder of the user's gives way. */
async function publish(draft: string, home: string): Promise<void> {
  try {
    await rmdir(home).catch(() => undefined);
    await rename(draft, home);
    await using parent = await open(path.dirname(home), 'r');
    await parent.sync();
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') throw fail('HOME_EXISTS', home);
    throw storageError(error, home);
  }
}

async function build(options: InitOptions): Promise<MadeHome> {
  const places = layout(options.home);
  const consortium = await writeConsortium(options, 'embedded');
  await cp(options.catalogue ?? DEFAULT_CATALOGUE, places.catalogue, { recursive: true });
  const { ledger } = await createLedger({
    directory: places.ledger,
    consortium,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.storage === undefined ? {} : { storage: options.storage }),
  });
  await writeWallets(options.home, consortium);
  await writeFile(places.format, `${HOME_FORMAT}\n`);
  const runtime = await openRuntime(options);
  try {
    const entries = await fillLedger(runtime, () => 'embedded', options.onProgress);
    const { organizations, agencies } = consortium;
    return { ledger, organizations: organizations.length, agencies: agencies.length, entries };
  } finally {
    await runtime.close();
  }
}
