import { fail, type LedgerId, type OrganizationId } from '@onceledger/chaincode/domain';
import {
  bootstrapLedger,
  generateAgencyKeys,
  newTrust,
  openKeyStore,
  type KeyStore,
} from '@onceledger/gateway';
import { bootstrapBody, consortiumDigest, parseConsortium, type Consortium } from '@onceledger/network';
import { createLedger } from '@onceledger/network/embedded';
import { readIdentity } from '@onceledger/network/identity';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fillKeys } from '../home/consortium-template.js';
import { DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM } from '../home/data.js';
import { layout, HOME_FORMAT } from '../home/layout.js';
import { writeWallet } from '../home/wallet.js';
import { codeOf } from '../input/files.js';
import { storageError } from '../output/files.js';
import { fileCatalogue } from './file-catalogue.js';
import { openRuntime } from './open.js';
import type { InitOptions, Runtime } from './runtime.js';

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
  const consortium = await writeConsortium(options);
  await cp(options.catalogue ?? DEFAULT_CATALOGUE, places.catalogue, { recursive: true });
  const { ledger } = await createLedger({
    directory: places.ledger,
    consortium,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.storage === undefined ? {} : { storage: options.storage }),
  });
  for (const { id } of consortium.organizations)
    await writeWallet(places.wallet(id), await readIdentity(places.msp(id), id));
  await writeFile(places.format, `${HOME_FORMAT}\n`);
  const runtime = await openRuntime(options);
  try {
    await bootstrapLedger(runtime.platform.ledger, bootstrapBody(consortium));
    const entries = await fileCatalogue(runtime, places.catalogue, options.onProgress);
    await writeTrust(runtime);
    await runtime.settle();
    const { organizations, agencies } = consortium;
    return { ledger, organizations: organizations.length, agencies: agencies.length, entries };
  } finally {
    await runtime.close();
  }
}

/** The template with the keys of every agency filled in. */
async function writeConsortium(options: InitOptions): Promise<Consortium> {
  const stores = new Map<OrganizationId, KeyStore>();
  const text = await fillKeys(
    options.consortium ?? (await readFile(DEFAULT_CONSORTIUM, 'utf8')),
    async (organization, agency) => {
      const store = stores.get(organization) ?? (await openStore(options, organization));
      stores.set(organization, store);
      return generateAgencyKeys(store, agency);
    },
  );
  await writeFile(layout(options.home).consortium, text);
  return parseConsortium(text);
}

function openStore(options: InitOptions, organization: OrganizationId): Promise<KeyStore> {
  return openKeyStore(layout(options.home).keys(organization), {
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.passphraseFile === undefined ? {} : { passphraseFile: options.passphraseFile }),
  });
}

/** Whose word counts: every organization's, all of them run by one operator on an embedded ledger. */
async function writeTrust(runtime: Runtime): Promise<void> {
  const trust = newTrust({
    ledger: runtime.platform.ledger.id,
    consortium: consortiumDigest(runtime.consortium),
    organizations: await Promise.all(
      runtime.gateways.map(async ({ organization, log }) => ({
        organization,
        operator: 'embedded',
        verifierKey: await log.verifierKey(),
      })),
    ),
  });
  await writeFile(layout(runtime.home).trust, `${JSON.stringify(trust, undefined, 2)}\n`);
}
