import { agencyActor, entryRef, fail, type CatalogueEntry } from '@onceledger/chaincode/domain';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { completeEntry, filerOf, FILING_ORDER, parseEntryFile, type EntryDraft } from '../home/catalogue.js';
import { supervisorOf } from '../home/roles.js';
import type { InitOptions, Runtime } from './runtime.js';

/** Files and approves every entry of a folder that is not in effect: elements, then types, then items. Answers how many there are. */
export async function fileCatalogue(
  runtime: Runtime,
  folder: string,
  onProgress: InitOptions['onProgress'],
): Promise<number> {
  const entries = await readFolder(folder);
  let done = 0;
  for (const kind of FILING_ORDER) {
    const wave = await pending(
      runtime,
      entries.filter((entry) => entry.kind === kind),
    );
    await Promise.all(wave.filter(({ filed }) => !filed).map((one) => file(runtime, one.entry)));
    await runtime.settle();
    // Types that provide the same element change the same key: one after the other they do not conflict.
    if (kind === 'element') await Promise.all(wave.map(({ entry }) => approve(runtime, entry)));
    else for (const { entry } of wave) await approve(runtime, entry);
    done += wave.length;
    onProgress?.('catalogue', done, entries.length);
  }
  return entries.length;
}

/** What of a wave is not in effect yet: an earlier run may have been cut off. */
async function pending(
  { platform }: Runtime,
  wave: readonly CatalogueEntry[],
): Promise<{ readonly entry: CatalogueEntry; readonly filed: boolean }[]> {
  const known = await Promise.all(
    wave.map(async (entry) => ({
      entry,
      status: (await platform.readModel.entry(entry.id, entry.version))?.record.status,
    })),
  );
  return known
    .filter(({ status }) => status === undefined || status === 'filed')
    .map(({ entry, status }) => ({ entry, filed: status === 'filed' }));
}

async function readFolder(folder: string): Promise<readonly CatalogueEntry[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
  const drafts = new Map<string, EntryDraft>();
  for (const name of names) {
    const draft = parseEntryFile(await readFile(path.join(folder, name), 'utf8'), name);
    const id = JSON.stringify(draft['id']);
    if (drafts.has(id)) throw fail('CONFIGURATION_INVALID', `${name}: ${id} stands in another file, too`);
    drafts.set(id, draft);
  }
  return [...drafts.values()].map((draft) => completeEntry(draft, (id) => drafts.get(JSON.stringify(id))));
}

export async function file(runtime: Runtime, entry: CatalogueEntry): Promise<void> {
  const filer = filerOf(entry, runtime.consortium);
  await runtime.gatewayOf(filer).services.catalogue.file(entry, { as: agencyActor(filer) });
}

/** The providers whose conditional claims an item reads, then the supervisor, whose approval brings it into effect. */
export async function approve(runtime: Runtime, entry: CatalogueEntry): Promise<void> {
  const providers = entry.kind === 'item' ? entry.body.approvedBy : [];
  for (const agency of [...providers, supervisorOf(runtime.consortium)]) {
    const { catalogue } = runtime.gatewayOf(agency).services;
    await catalogue.approve(entryRef(entry.id, entry.version), { as: agencyActor(agency) });
    await runtime.settle();
  }
}
