import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import {
  bootstrapLedger,
  generateAgencyKeys,
  newTrust,
  openKeyStore,
  type KeyStore,
} from '@onceledger/gateway';
import { bootstrapBody, consortiumDigest, parseConsortium, type Consortium } from '@onceledger/network';
import { readIdentity } from '@onceledger/network/identity';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fillKeys } from '../home/consortium-template.js';
import { DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM } from '../home/data.js';
import { layout } from '../home/layout.js';
import { codeOf } from '../input/files.js';
import { writeWallet } from '../home/wallet.js';
import { fileCatalogue } from './file-catalogue.js';
import type { InitOptions, Runtime } from './runtime.js';

/** What making a home has in common whichever ledger it is for: the steps, in order. */

/** Names of a folder's catalogue files, in order; folders in it are none. FILE_UNREADABLE. */
export async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).sort();
  } catch (error) {
    throw fail('FILE_UNREADABLE', { detail: `${folder} (${codeOf(error)})`, cause: error });
  }
}

/** 0. The catalogue's files, looked for before anything is made. FILE_UNREADABLE. */
export async function copyCatalogue({ catalogue = DEFAULT_CATALOGUE, home }: InitOptions): Promise<void> {
  await filesOf(catalogue);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await cp(catalogue, layout(home).catalogue, { recursive: true });
}

/** 1. The template with the keys of every agency filled in, for that ledger. */
export async function writeConsortium(
  options: InitOptions,
  ledger: Consortium['ledger'],
): Promise<Consortium> {
  const stores = new Map<OrganizationId, KeyStore>();
  const template = options.consortium ?? (await readFile(DEFAULT_CONSORTIUM, 'utf8'));
  const text = await fillKeys(template, ledger, async (organization, agency) => {
    const store = stores.get(organization) ?? (await openStore(options, organization));
    stores.set(organization, store);
    return generateAgencyKeys(store, agency);
  });
  const consortium = parseConsortium(text);
  await writeFile(layout(options.home).consortium, text);
  return consortium;
}

export function openStore(
  options: Pick<InitOptions, 'home' | 'clock' | 'passphraseFile'>,
  organization: OrganizationId,
): Promise<KeyStore> {
  return openKeyStore(layout(options.home).keys(organization), {
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.passphraseFile === undefined ? {} : { passphraseFile: options.passphraseFile }),
  });
}

/** 2. Each gateway's identity where fabric-network's clients look for it. */
export async function writeWallets(home: string, { organizations }: Consortium): Promise<void> {
  const places = layout(home);
  for (const { id } of organizations)
    await writeWallet(places.wallet(id), await readIdentity(places.msp(id), id));
}

/** 3. Agencies, settings and catalogue onto the ledger, and the trust file; what stands there already is left. */
export async function fillLedger(
  runtime: Runtime,
  operatorOf: (organization: OrganizationId) => string,
  onProgress: InitOptions['onProgress'],
): Promise<number> {
  const { catalogue } = layout(runtime.home);
  await runtime.settle();
  if ((await runtime.platform.readModel.agencies()).length === 0)
    await bootstrapLedger(runtime.platform.ledger, bootstrapBody(runtime.consortium));
  const entries = await fileCatalogue(runtime, catalogue, onProgress);
  await writeTrust(runtime, operatorOf);
  await runtime.settle();
  return entries;
}

/** Whose word counts, and who operates it. */
export async function writeTrust(
  runtime: Runtime,
  operatorOf: (organization: OrganizationId) => string,
): Promise<void> {
  const trust = newTrust({
    ledger: runtime.platform.ledger.id,
    consortium: consortiumDigest(runtime.consortium),
    organizations: await Promise.all(
      runtime.gateways.map(async ({ organization, log }) => ({
        organization,
        operator: operatorOf(organization),
        verifierKey: await log.verifierKey(),
      })),
    ),
  });
  await writeFile(layout(runtime.home).trust, `${JSON.stringify(trust, undefined, 2)}\n`);
}
