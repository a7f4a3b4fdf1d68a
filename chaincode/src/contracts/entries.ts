import {
  catalogueReferences,
  entryRef,
  fail,
  type AgencyCode,
  type AgencyRecord,
  type CatalogueEntry,
  type CatalogueLookup,
  type CatalogueRecord,
  type EntryId,
  type EntryRef,
  type ItemBody,
  type TypeBody,
} from '../domain/index.js';
import {
  agencyKey,
  catalogueHeadKey,
  catalogueKey,
  providersKey,
  type LedgerTransaction,
} from '../ledger/index.js';

export interface TypeInForce {
  readonly record: CatalogueRecord;
  readonly body: TypeBody;
}
export interface ItemInForce {
  readonly record: CatalogueRecord;
  readonly body: ItemBody;
}

/** The version of an entry that is in effect. */
export async function findEffective(
  { state }: LedgerTransaction,
  id: EntryId,
): Promise<CatalogueRecord | undefined> {
  const version = (await state.find(catalogueHeadKey(id)))?.value.effective;
  return version === undefined ? undefined : (await state.get(catalogueKey(entryRef(id, version)))).value;
}

/** The version in effect, otherwise the latest: what a declaration made earlier may still be of. */
export async function findLatest(
  { state }: LedgerTransaction,
  id: EntryId,
): Promise<CatalogueRecord | undefined> {
  const head = (await state.find(catalogueHeadKey(id)))?.value;
  return head === undefined
    ? undefined
    : (await state.get(catalogueKey(entryRef(id, head.effective ?? head.latest)))).value;
}

/** @throws NOT_FOUND */
export async function effectiveItem(transaction: LedgerTransaction, id: EntryId): Promise<ItemInForce> {
  const record = await findEffective(transaction, id);
  if (record?.entry.kind !== 'item') throw fail('NOT_FOUND', `effective service item ${id}`);
  return { record, body: record.entry.body };
}

/** @throws NOT_FOUND */
export async function effectiveType(transaction: LedgerTransaction, id: EntryId): Promise<TypeInForce> {
  return asType(await findEffective(transaction, id), `effective declaration type ${id}`);
}

/** A type at the version that a declaration names, whatever its status. @throws NOT_FOUND */
export async function typeAt({ state }: LedgerTransaction, ref: EntryRef): Promise<TypeInForce> {
  return asType((await state.find(catalogueKey(ref)))?.value, `declaration type ${ref}`);
}

export function asType(record: CatalogueRecord | undefined, name: string): TypeInForce {
  if (record?.entry.kind !== 'type') throw fail('NOT_FOUND', name);
  return { record, body: record.entry.body };
}

/** Everything that an entry refers to, loaded by key, so that the rules of the catalogue can judge it. */
export async function loadLookup(
  transaction: LedgerTransaction,
  entry: CatalogueEntry,
): Promise<CatalogueLookup> {
  const references = catalogueReferences(entry);
  const entries = new Map<EntryId, CatalogueRecord | undefined>();
  for (const id of references.entries) entries.set(id, await findEffective(transaction, id));
  const providers = new Map<EntryId, readonly CatalogueRecord[]>();
  for (const element of references.elements) providers.set(element, await providersOf(transaction, element));
  const agencies = new Map<AgencyCode, AgencyRecord | undefined>();
  for (const code of references.agencies)
    agencies.set(code, (await transaction.state.find(agencyKey(code)))?.value);
  return {
    effective: (id) => entries.get(id),
    providers: (element) => providers.get(element) ?? [],
    agency: (code) => agencies.get(code),
  };
}

async function providersOf(
  transaction: LedgerTransaction,
  element: EntryId,
): Promise<readonly CatalogueRecord[]> {
  const types = (await transaction.state.find(providersKey(element)))?.value.types ?? [];
  const records: CatalogueRecord[] = [];
  for (const type of types) {
    const record = await findEffective(transaction, type);
    if (record !== undefined) records.push(record);
  }
  return records;
}
