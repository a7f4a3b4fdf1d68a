import {
  fail,
  millisecondsOf,
  splitDeclarationId,
  timestampOf,
  type AnyRecord,
  type ItemBody,
  type ReadingFacts,
  type ReadingRecord,
  type RequestBody,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import type { StoredRecord } from '../read-model/types.js';
import { firstBody } from '../verification/judge-readings.js';
import { actsOf, type Blindable } from './blinded.js';
import type { Context } from './context.js';

const DAY = 86_400_000;

/** What the custodian decides on: state that it validated itself. @throws NOT_VERIFIED where any of it is forged */
export async function readingFacts(
  context: Context,
  record: ReadingRecord,
  request: RequestBody,
  now: Timestamp,
): Promise<ReadingFacts & { readonly grounds: readonly Blindable[] }> {
  const { readModel } = context;
  const { declarant } = splitDeclarationId(request.declaration);
  const settings = trusted(await readModel.settings());
  const declaration = trusted(await readModel.declaration(request.declaration));
  const item =
    request.purpose.kind === 'item' ? trusted(await readModel.entry(request.purpose.item)) : undefined;
  const type = declaration === undefined ? undefined : trusted(await entryOf(context, declaration.type));
  const custody = trusted(await readModel.custody(request.declaration, request.version));
  const requester = trusted(await readModel.agency(request.requester));
  const person = trusted(await readModel.declarant(declarant));
  const { application, consent, grounds } = await groundOf(context, request);
  return {
    grounds,
    now,
    request,
    requestWindowSeconds: settings?.settings.requestWindowSeconds ?? 0,
    requestedAt: record.requestedAt,
    committedAt: await committedAt(context, record),
    ...(application === undefined ? {} : { application }),
    ...(consent === undefined ? {} : { consent }),
    ...(custody === undefined ? {} : { custody }),
    ...(declaration === undefined ? {} : { declaration }),
    ...(person === undefined ? {} : { declarant: person }),
    ...(item === undefined ? {} : { item }),
    ...(requester === undefined ? {} : { requester }),
    ...(type === undefined ? {} : { type }),
    ...(await quota(context, request, item?.entry.kind === 'item' ? item.entry.body : undefined, now)),
  };
}

function trusted<R extends AnyRecord>(stored: StoredRecord<R> | undefined): R | undefined {
  if (stored?.genuine === false)
    throw fail('NOT_VERIFIED', `a ${stored.record.kind} that the decision rests on is forged`);
  return stored?.record;
}

function entryOf({ readModel }: Context, ref: string): ReturnType<Context['readModel']['entry']> {
  const at = ref.indexOf('@');
  return readModel.entry(ref.slice(0, at), Number(ref.slice(at + 1)));
}

type Ground = Pick<ReadingFacts, 'application' | 'consent'> & { readonly grounds: readonly Blindable[] };

async function groundOf(context: Context, { basis }: RequestBody): Promise<Ground> {
  if (basis.kind === 'request') {
    const record = trusted(await context.readModel.application(basis.application));
    if (record === undefined) return { grounds: [] };
    const body = firstBody(await actsOf(context, record), 'application.apply');
    return { application: { body, status: record.status }, grounds: [record] };
  }
  if (basis.kind === 'consent') {
    const record = trusted(await context.readModel.consent(basis.consent));
    if (record === undefined) return { grounds: [] };
    const body = firstBody(await actsOf(context, record), 'consent.grant');
    return { consent: { body, status: record.status }, grounds: [record] };
  }
  return { grounds: [] };
}

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
  item: ItemBody | undefined,
  now: Timestamp,
): Promise<Pick<ReadingFacts, 'grantedToday'>> {
  if (basis.kind !== 'law' || purpose.kind !== 'item' || item?.law.quotaPerDay === undefined) return {};
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
