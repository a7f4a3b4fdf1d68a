import {
  BODY_PARSERS,
  splitEntryRef,
  type ApplicationBody,
  type CatalogueEntry,
  type ClaimPath,
  type DeclarantId,
  type EntryId,
  type ItemBody,
  type TypeBody,
} from '@onceledger/chaincode/domain';
import type { JournalEntry, ReadModel } from '@onceledger/gateway';
import { plain } from '../output/plain.js';
import { journalOf } from './journal.js';
import type { Runtime } from './runtime.js';

/** What the ledger says of one application: nothing was asked for again exactly where `elements` is empty. */
export interface AskedAgain {
  readonly application: string;
  readonly item: string;
  /** Data elements that no received reading of the present version covers, or that the item asks for although a type provides them. */
  readonly elements: readonly EntryId[];
}

/**
 * Computed from the ledger alone, for every application of the declarant that stands there in clear: each data element that
 * its item requires must be covered by a reading that was granted and received, cites the application and the version
 * that is the record's; and no element that an effective type provides may be among those the item asks for.
 */
export async function askedAgain(runtime: Runtime, declarant: DeclarantId): Promise<readonly AskedAgain[]> {
  const { readModel } = runtime.platform;
  const journal = await journalOf(runtime, declarant);
  const results: AskedAgain[] = [];
  for (const record of await readModel.applications(declarant)) {
    const [act] = record.acts;
    if (act === undefined || !('body' in act)) continue;
    const body = BODY_PARSERS['application.apply'](plain(act.body));
    results.push(await judge(readModel, body, journal));
  }
  return results;
}

async function judge(
  readModel: ReadModel,
  body: ApplicationBody,
  journal: readonly JournalEntry[],
): Promise<AskedAgain> {
  const { id, version } = splitEntryRef(body.item);
  const entry = (await readModel.entry(id, version))?.record.entry;
  const item = entry?.kind === 'item' ? entry.body : undefined;
  const readings = journal.filter(
    ({ status, basis }) =>
      status === 'received' && basis.kind === 'request' && basis.application === body.application,
  );
  const covered = await coveredElements(readModel, readings);
  const required = item === undefined ? [] : await requiredElements(readModel, item);
  const typed = item === undefined ? [] : await askedThoughProvided(readModel, item);
  const elements = [...new Set([...required.filter((element) => !covered.has(element)), ...typed])];
  return { application: body.application, item: body.item, elements };
}

/** Elements of the claims that the readings opened, where the version read is still the record's. */
async function coveredElements(
  readModel: ReadModel,
  readings: readonly JournalEntry[],
): Promise<Set<EntryId>> {
  const covered = await Promise.all(readings.map((reading) => elementsRead(readModel, reading)));
  return new Set(covered.flat());
}

async function elementsRead(readModel: ReadModel, reading: JournalEntry): Promise<readonly EntryId[]> {
  const record = (await readModel.declaration(reading.declaration))?.record;
  if (record?.version !== reading.version) return [];
  const { id, version } = splitEntryRef(record.type);
  const entry = (await readModel.entry(id, version))?.record.entry;
  return entry?.kind === 'type' ? elementsOf(entry.body, reading.claims) : [];
}

function elementsOf(type: TypeBody, claims: readonly ClaimPath[]): readonly EntryId[] {
  return claims.flatMap((path) => type.claims[path]?.element ?? []);
}

async function requiredElements(readModel: ReadModel, item: ItemBody): Promise<readonly EntryId[]> {
  const elements: EntryId[] = [];
  for (const { type, claims } of item.reads.filter(({ required }) => required)) {
    const entry = (await readModel.entry(type))?.record.entry;
    if (entry?.kind !== 'type') continue;
    elements.push(...elementsOf(entry.body, claims));
  }
  return elements;
}

async function askedThoughProvided(readModel: ReadModel, item: ItemBody): Promise<readonly EntryId[]> {
  const effective = (await readModel.entries('type')).filter(({ status }) => status === 'effective');
  const provides = (entry: CatalogueEntry, element: EntryId): boolean =>
    entry.kind === 'type' && Object.values(entry.body.claims).some((claim) => claim.element === element);
  return item.asks
    .map(({ element }) => element)
    .filter((element) => effective.some(({ entry }) => provides(entry, element)));
}
