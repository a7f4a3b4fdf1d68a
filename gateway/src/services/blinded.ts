import {
  areHidden,
  array,
  canonicalize,
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
import type { Writing } from '../read-model/write-block.js';
import { openActs } from '../verification/judge-readings.js';
import { verifyOpened } from '../verification/verify-opened.js';
import type { Context } from './context.js';
import { toJson } from './json.js';

export type Blindable = ConsentRecord | ApplicationRecord | ReadingRecord;
type Blinded = Extract<AnyRecord, { blinded: true }>;

const actsParser = array(parsedBy(parseSignedAct), { max: 8 });

/**
 * A record's acts: those in full on the channel, and before them, of a blinded one, those in this organization's implicit
 * collection, compared with their digests. @throws NOT_FOUND where this organization is no party, ACT_BODY, NOT_VERIFIED
 */
export async function actsOf(context: Context, record: Blindable): Promise<readonly SignedAct[]> {
  const open = openActs(record);
  return 'blinded' in record ? [...(await hiddenActsOf(context, record)), ...open] : open;
}

async function hiddenActsOf(context: Context, record: Blinded): Promise<readonly SignedAct[]> {
  const kept = await keptActs(context, record);
  if (kept !== undefined) return kept;
  const acts = parseWith(
    actsParser,
    await context.ledger.query('readings:blinded', [record.kind, record.id]),
  );
  if (!areHidden(record, acts)) throw fail('ACT_BODY', `the acts of ${record.id} are not those committed`);
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
  return areHidden(record, acts) ? acts : undefined;
}

/** Verifies opened acts and keeps them, with the rows by which they are found. */
export async function openBlinded(context: Context, record: Blinded): Promise<readonly SignedAct[]> {
  const hidden = await hiddenActsOf(context, record);
  const acts = [...hidden, ...openActs(record)];
  const problem = await verifyOpened(context.world, record, acts);
  if (problem !== undefined) throw problem;
  await context.database.transaction().execute(async (database) => {
    await keepActs(database, { acts: hidden, id: record.id, kind: record.kind });
    await project(database, record, acts);
  });
  return acts;
}

/** Hidden acts that this gateway knows: its organization's as a party, and what was submitted through it. */
export async function keepActs(
  database: Writing,
  { acts, id, kind }: { readonly acts: readonly SignedAct[]; readonly id: string; readonly kind: string },
): Promise<void> {
  const row = { acts: canonicalize(acts.map(toJson)), id, kind };
  await database
    .insertInto('blinded')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ acts: row.acts }))
    .execute();
}

/** How an act about blinded records is submitted: itself and what it rests on in the transient map, parties endorsing. */
export async function blindedOptions(
  context: Context,
  records: readonly Blindable[],
  parties: readonly OrganizationId[],
): Promise<SubmitOptions> {
  const evidence: Record<string, JsonValue> = {};
  for (const record of records)
    if ('blinded' in record) evidence[record.id] = (await hiddenActsOf(context, record)).map(toJson);
  return {
    blinded: true,
    parties,
    ...(Object.keys(evidence).length === 0
      ? {}
      : { transient: { [TRANSIENT.evidence]: canonicalize(evidence) } }),
  };
}
