import {
  parseBody,
  splitDeclarationId,
  type AnyRecord,
  type ApplicationRecord,
  type ConsentRecord,
  type DeclarationRecord,
  type MandateRecord,
  type ReadingRecord,
  type RefusalCode,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { canonicalText } from '../services/json.js';
import { openActs } from '../verification/judge-readings.js';
import { insertRows } from './insert-rows.js';
import { answerBehind } from './withheld-answers.js';
import type { Writing } from './write-block.js';

/** Rows by which records are found; the records themselves stand in `state`. `acts`: of blinded records, once opened. */
export async function project(
  database: Writing,
  record: AnyRecord,
  acts: readonly SignedAct[] = 'blinded' in record ? [] : openActs(record),
): Promise<void> {
  switch (record.kind) {
    case 'declaration':
      return projectDeclaration(database, record);
    case 'mandate':
      return projectMandate(database, record);
    case 'consent':
      return projectConsent(database, record, acts);
    case 'application':
      return projectApplication(database, record, acts);
    case 'reading':
      return projectReading(database, record, acts);
    default:
      return;
  }
}

async function projectDeclaration(database: Writing, record: DeclarationRecord): Promise<void> {
  const { declarant, id, status, version } = record;
  const { type } = splitDeclarationId(id);
  const row = { declarant, id, status, type, version };
  await insertRows(database, 'declarations', [row], RESTATED);
}

const RESTATED = 'on conflict (id) do update set status = excluded.status, version = excluded.version';

/** A version that another one follows: readings of it can still be under way. */
export async function keepVersion(
  database: Writing,
  former: DeclarationRecord,
  next: AnyRecord,
): Promise<void> {
  if (next.kind !== 'declaration' || next.version === former.version) return;
  await database
    .insertInto('versions')
    .values({ declaration: former.id, record: canonicalText(former), version: former.version })
    .onConflict((conflict) => conflict.columns(['declaration', 'version']).doNothing())
    .execute();
}

async function projectMandate(database: Writing, { mandate, status }: MandateRecord): Promise<void> {
  await database
    .insertInto('mandates')
    .values({ agent: mandate.to, giver: mandate.from, id: mandate.mandate, status })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status }))
    .execute();
}

async function projectConsent(
  database: Writing,
  { id, status }: ConsentRecord,
  [first]: readonly SignedAct[],
): Promise<void> {
  const declarant = first === undefined ? null : parseBody('consent.grant', first.body).declarant;
  await database
    .insertInto('consents')
    .values({ declarant, id, status })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ status, ...(declarant === null ? {} : { declarant }) }),
    )
    .execute();
}

async function projectApplication(
  database: Writing,
  { id, status }: ApplicationRecord,
  [first]: readonly SignedAct[],
): Promise<void> {
  const body = first === undefined ? undefined : parseBody('application.apply', first.body);
  const known = body === undefined ? {} : { declarant: body.declarant, item: body.item };
  await database
    .insertInto('applications')
    .values({ declarant: null, id, item: null, status, ...known })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status, ...known }))
    .execute();
}

async function projectReading(
  database: Writing,
  record: ReadingRecord,
  acts: readonly SignedAct[],
): Promise<void> {
  const { id, requestedAt, status, updatedAt } = record;
  const reason = record.reason ?? (await refusalOf(database, acts));
  const known = { ...requestColumns(acts), ...(reason === undefined ? {} : { reason }) };
  const answered = status === 'granted' || status === 'refused' ? { answered_at: updatedAt } : {};
  await database
    .insertInto('readings')
    .values({
      answered_at: null,
      blinded: 'blinded' in record ? 1 : 0,
      declarant: null,
      declaration: null,
      id,
      reason: null,
      request: null,
      requested_at: requestedAt,
      requester: null,
      status,
      ...answered,
      ...known,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status, ...answered, ...known }))
    .execute();
}

function requestColumns([first]: readonly SignedAct[]): object {
  if (first === undefined) return {};
  const { declaration, requester } = parseBody('reading.request', first.body);
  const { declarant } = splitDeclarationId(declaration);
  return { declarant, declaration, request: canonicalText(first.body), requester };
}

async function refusalOf(
  database: Writing,
  [, second]: readonly SignedAct[],
): Promise<RefusalCode | undefined> {
  const answer = await answerBehind(database, second);
  return answer?.decision === 'refused' ? answer.reason : undefined;
}
