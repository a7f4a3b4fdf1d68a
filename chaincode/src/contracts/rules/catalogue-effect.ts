import {
  entryRef,
  fail,
  type CatalogueRecord,
  type ClaimDefinition,
  type EntryId,
  type SignedAct,
  type Timestamp,
} from '../../domain/index.js';
import {
  catalogueHeadKey,
  catalogueKey,
  describe,
  providersKey,
  type CatalogueHead,
  type LedgerTransaction,
} from '../../ledger/index.js';

/** Makes a version the one in effect; the version that was is retired by the same act, which its record receives. */
export async function bringIntoEffect(
  transaction: LedgerTransaction,
  record: CatalogueRecord,
  approval: SignedAct,
  now: Timestamp,
): Promise<void> {
  const { id, version } = record.entry;
  const { value: head } = await transaction.state.get(catalogueHeadKey(id));
  const former = await formerOf(transaction, id, head);
  if (former !== undefined && former.entry.version > version) {
    throw fail('STATE_CONFLICT', `${former.ref} is in effect already`);
  }
  transaction.state.put(catalogueHeadKey(id), { ...head, effective: version });
  if (former !== undefined) {
    const retired: CatalogueRecord = {
      ...former,
      acts: [...former.acts, approval],
      status: 'retired',
      updatedAt: former.updatedAt < now ? now : former.updatedAt,
    };
    transaction.state.put(catalogueKey(former.ref), retired);
    transaction.notices.add({ kind: 'catalogue-entry', ...describe(retired) });
  }
  await moveProvisions(transaction, id, elementsOf(former), elementsOf(record));
}

export async function takeOutOfEffect(
  transaction: LedgerTransaction,
  record: CatalogueRecord,
): Promise<void> {
  const { id } = record.entry;
  const { value: head } = await transaction.state.get(catalogueHeadKey(id));
  transaction.state.put(catalogueHeadKey(id), {
    format: 1,
    kind: 'catalogue-head',
    latest: head.latest,
  });
  await moveProvisions(transaction, id, elementsOf(record), new Set());
}

async function formerOf(
  { state }: LedgerTransaction,
  id: EntryId,
  { effective }: CatalogueHead,
): Promise<CatalogueRecord | undefined> {
  return effective === undefined ? undefined : (await state.get(catalogueKey(entryRef(id, effective)))).value;
}

function elementsOf(record: CatalogueRecord | undefined): ReadonlySet<EntryId> {
  if (record?.entry.kind !== 'type') return new Set();
  return new Set(Object.values<ClaimDefinition>(record.entry.body.claims).map(({ element }) => element));
}

/** Keeps `provides/<element>` in step with what the type in effect has. */
async function moveProvisions(
  { state }: LedgerTransaction,
  type: EntryId,
  before: ReadonlySet<EntryId>,
  after: ReadonlySet<EntryId>,
): Promise<void> {
  const changed = [...before, ...after]
    .filter((element) => before.has(element) !== after.has(element))
    .sort();
  for (const element of changed) {
    const others = ((await state.find(providersKey(element)))?.value.types ?? []).filter(
      (other) => other !== type,
    );
    const types = after.has(element) ? [...others, type].sort() : others;
    state.put(providersKey(element), { format: 1, kind: 'provides', types });
  }
}
