import {
  array,
  canonicalize,
  digestOf,
  fail,
  parseCanonical,
  parsedBy,
  parseSignedAct,
  parseWith,
  TRANSIENT,
  type AnyRecord,
  type ApplicationRecord,
  type ConsentRecord,
  type JsonValue,
  type OrganizationId,
  type ReadingRecord,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { SubmitOptions } from '../ledger/ledger.js';
import { project } from '../read-model/project.js';
import { openActs } from '../verification/judge-readings.js';
import { verifyOpened } from '../verification/verify-opened.js';
import type { Context } from './context.js';
import { toJson } from './json.js';

export type Blindable = ConsentRecord | ApplicationRecord | ReadingRecord;
type Blinded = Extract<AnyRecord, { blinded: true }>;

const actsParser = array(parsedBy(parseSignedAct), { max: 8 });

/**
 * A record's acts: its own, or for a blinded one those in this organization's implicit collection, compared with the
 * digests on the channel. @throws NOT_FOUND where this organization is no party, ACT_BODY, NOT_VERIFIED
 */
export async function actsOf(context: Context, record: Blindable): Promise<readonly SignedAct[]> {
  if (!('blinded' in record)) return openActs(record);
  const kept = await keptActs(context, record);
  if (kept !== undefined) return kept;
  const acts = parseWith(
    actsParser,
    await context.ledger.query('readings:blinded', [record.kind, record.id]),
  );
  assertMatching(record, acts);
  return acts;
}

/** Verifies opened acts and keeps them, with the rows by which they are found. */
export async function openBlinded(context: Context, record: Blinded): Promise<readonly SignedAct[]> {
  const acts = await actsOf(context, record);
  const problem = await verifyOpened(context.world, record, acts);
  if (problem !== undefined) throw problem;
  const row = { acts: canonicalize(acts.map(toJson)), id: record.id, kind: record.kind };
  await context.database.transaction().execute(async (database) => {
    await database
      .insertInto('blinded')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ acts: row.acts }))
      .execute();
    await project(database, record, acts);
  });
  return acts;
}

async function keptActs({ database }: Context, record: Blinded): Promise<readonly SignedAct[] | undefined> {
  const row = await database
    .selectFrom('blinded')
    .select('acts')
    .where('id', '=', record.id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const acts = parseWith(actsParser, parseCanonical(row.acts));
  return matches(record, acts) ? acts : undefined;
}

function assertMatching(record: Blinded, acts: readonly SignedAct[]): void {
  if (!matches(record, acts)) throw fail('ACT_BODY', `the acts of ${record.id} are not those committed`);
}

function matches(record: Blinded, acts: readonly SignedAct[]): boolean {
  return (
    acts.length === record.acts.length &&
    acts.every((act, index) => digestOf(toJson(act)) === record.acts[index]?.digest)
  );
}

/** How an act about blinded records is submitted: itself and what it rests on in the transient map, parties endorsing. */
export async function blindedOptions(
  context: Context,
  records: readonly Blindable[],
  parties: readonly OrganizationId[],
): Promise<SubmitOptions> {
  const evidence: Record<string, JsonValue> = {};
  for (const record of records)
    if ('blinded' in record) evidence[record.id] = (await actsOf(context, record)).map(toJson);
  return {
    blinded: true,
    parties,
    ...(Object.keys(evidence).length === 0
      ? {}
      : { transient: { [TRANSIENT.evidence]: canonicalize(evidence) } }),
  };
}
