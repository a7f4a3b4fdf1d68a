import {
  CHAINCODE_NAME,
  digest,
  ENDED,
  endKey,
  implicitCollection,
  parseTimestamp,
  utf8,
  type ApplicationRecord,
  type ConsentRecord,
  type OrganizationId,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import type { Database } from './database.js';

type Ground = ConsentRecord | ApplicationRecord;

/**
 * The record as it is by now: of a blinded one that ended, the channel has the hash of a mark alone. At one organization, or
 * where none is named at any party: each answers by its own mark.
 */
export async function asEnded<G extends Ground>(
  database: Database,
  record: G,
  at?: OrganizationId,
): Promise<G> {
  if (!('blinded' in record)) return record;
  const updatedAt = await endOf(database, record, at === undefined ? record.parties : [at]);
  return updatedAt === undefined ? record : { ...record, status: ENDED[record.kind], updatedAt };
}

/** When the first of them got the mark. */
async function endOf(
  database: Database,
  { id, kind }: Ground,
  organizations: readonly OrganizationId[],
): Promise<Timestamp | undefined> {
  const row = await database
    .selectFrom('hashed')
    .innerJoin('transactions', (join) =>
      join.onRef('transactions.block', '=', 'hashed.block').onRef('transactions.idx', '=', 'hashed.idx'),
    )
    .select('timestamp')
    .where('namespace', '=', CHAINCODE_NAME)
    .where('collection', 'in', organizations.map(implicitCollection))
    .where('key_hash', '=', digest(utf8(endKey(kind, id))))
    .orderBy('timestamp')
    .executeTakeFirst();
  return row === undefined ? undefined : parseTimestamp(row.timestamp);
}
