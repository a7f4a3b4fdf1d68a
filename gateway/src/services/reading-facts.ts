import {
  fail,
  millisecondsOf,
  splitDeclarationId,
  splitEntryRef,
  timestampOf,
  type AnyRecord,
  type CatalogueRecord,
  type DeclarationRecord,
  type ReadingFacts,
  type ReadingRecord,
  type RequestBody,
  type SignedAct,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import type { StoredRecord } from '../read-model/types.js';
import { firstBody } from '../verification/judge-readings.js';
import { actsOf, type Blindable } from './blinded.js';
import type { Context } from './context.js';

const DAY = 86_400_000;

/** What the custodian decides on: state that it validated itself. @throws NOT_VERIFIED where any of it but the ground is forged */
export async function readingFacts(
  context: Context,
  record: ReadingRecord,
  request: RequestBody,
  now: Timestamp,
): Promise<ReadingFacts & Ground> {
  const { readModel } = context;
  const { declarant } = splitDeclarationId(request.declaration);
  const settings = trusted(await readModel.settings());
  const declaration = trusted(await readModel.declaration(request.declaration));
  const item = await itemOf(context, request);
  return {
    ...(await groundOf(context, record, request)),
    ...(await quota(context, request, item, now)),
    committedAt: await committedAt(context, record),
    now,
    request,
    requestWindowSeconds: settings?.settings.requestWindowSeconds ?? 0,
    requestedAt: record.requestedAt,
    ...present('custody', trusted(await readModel.custody(request.declaration, request.version))),
    ...present('declarant', trusted(await readModel.declarant(declarant))),
    ...present('declaration', declaration),
    ...present('item', item),
    ...present('requester', trusted(await readModel.agency(request.requester))),
    ...present('type', await typeOf(context, declaration)),
  };
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  // The computed name is exactly `Name`, which TypeScript widens to string.
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
}

async function itemOf(
  { readModel }: Context,
  { purpose }: RequestBody,
): Promise<CatalogueRecord | undefined> {
  return purpose.kind === 'item' ? trusted(await readModel.entry(purpose.item)) : undefined;
}

async function typeOf(
  { readModel }: Context,
  declaration: DeclarationRecord | undefined,
): Promise<CatalogueRecord | undefined> {
  if (declaration === undefined) return undefined;
  const { id, version } = splitEntryRef(declaration.type);
  return trusted(await readModel.entry(id, version));
}

function trusted<R extends AnyRecord>(stored: StoredRecord<R> | undefined): R | undefined {
  if (stored?.genuine === false)
    throw fail('NOT_VERIFIED', `a ${stored.record.kind} that the decision rests on is forged`);
  return stored?.record;
}

interface Ground extends Pick<ReadingFacts, 'application' | 'consent'> {
  /** What the reading rests on, opened; its acts go to those who endorse the answer. */
  readonly grounds: readonly Blindable[];
  /** A ground is cited that this custodian does not take for one, or that the requester has no part in. */
  readonly undisclosed: boolean;
}
const NONE: Ground = { grounds: [], undisclosed: false };

async function groundOf(context: Context, reading: ReadingRecord, { basis }: RequestBody): Promise<Ground> {
  if (basis.kind === 'request') {
    const stored = await context.readModel.application(basis.application, context.ledger.organization);
    if (stored === undefined) return NONE;
    const { acts, ...ground } = await openGround(context, reading, stored);
    if (acts === undefined) return ground;
    const body = firstBody(acts, 'application.apply');
    return { ...ground, application: { body, status: stored.record.status } };
  }
  if (basis.kind === 'consent') {
    const stored = await context.readModel.consent(basis.consent, context.ledger.organization);
    if (stored === undefined) return NONE;
    const { acts, ...ground } = await openGround(context, reading, stored);
    if (acts === undefined) return ground;
    const body = firstBody(acts, 'consent.grant');
    return { ...ground, consent: { body, status: stored.record.status } };
  }
  return NONE;
}

/**
 * What is forged, concerns others, or is blinded where the reading is not, is no ground: whoever cites it is refused. It is
 * never shown to a requester who has no part in it.
 */
async function openGround(
  context: Context,
  reading: ReadingRecord,
  { genuine, record }: StoredRecord<Blindable>,
): Promise<Ground & { readonly acts?: readonly SignedAct[] }> {
  if (!('blinded' in record))
    return genuine ? { acts: await actsOf(context, record), grounds: [record], undisclosed: false } : FOREIGN;
  const { parties } = record;
  if (!genuine || !('blinded' in reading) || !parties.includes(context.ledger.organization)) return FOREIGN;
  const acts = await actsOf(context, record);
  return { acts, grounds: [record], undisclosed: !parties.includes(reading.requesterOrganization) };
}
const FOREIGN: Ground = { grounds: [], undisclosed: true };

/** Nobody signs when a block was made; the latest timestamp in it is the earliest time it can have been committed. */
async function committedAt(
  { database, readModel }: Context,
  { id, requestedAt }: ReadingRecord,
): Promise<Timestamp> {
  const stored = await readModel.reading(id);
  const row = await database
    .selectFrom('transactions')
    .select((columns) => columns.fn.max('timestamp').as('latest'))
    .where('block', '=', Number(stored?.block ?? 0n))
    .executeTakeFirst();
  const latest = row?.latest ?? '';
  return latest > requestedAt ? timestampOf(Date.parse(latest)) : requestedAt;
}

/** Readings by law that this custodian granted today for the item, by its own count. */
async function quota(
  { database }: Context,
  { basis, purpose }: RequestBody,
  item: CatalogueRecord | undefined,
  now: Timestamp,
): Promise<Pick<ReadingFacts, 'grantedToday'>> {
  const limit = item?.entry.kind === 'item' ? item.entry.body.law.quotaPerDay : undefined;
  if (basis.kind !== 'law' || purpose.kind !== 'item' || limit === undefined) return {};
  const today = timestampOf(Math.floor(millisecondsOf(now) / DAY) * DAY);
  const rows = await database
    .selectFrom('readings')
    .select('request')
    .where('answered_at', '>=', today)
    .where('status', 'in', ['granted', 'received', 'rejected', 'lapsed'])
    .execute();
  const marks = [`"basis":{"kind":"law"}`, `"item":"${purpose.item}"`];
  return {
    grantedToday: rows.filter(({ request }) => marks.every((mark) => request?.includes(mark))).length,
  };
}
