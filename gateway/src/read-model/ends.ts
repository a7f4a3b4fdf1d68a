import {
  CHAINCODE_NAME,
  digest,
  endKey,
  implicitCollection,
  parseTimestamp,
  utf8,
  type ApplicationRecord,
  type ConsentRecord,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import type { Database } from './database.js';

type Ground = ConsentRecord | ApplicationRecord;

/** The record as it is by now: of a blinded one that ended, the channel has the hash of a mark alone. */
export async function asEnded<G extends Ground>(database: Database, record: G): Promise<G> {
  const updatedAt = await endOf(database, record);
  if (updatedAt === undefined) return record;
  // Each kind has one status for its end.
  return { ...record, status: record.kind === 'consent' ? 'revoked' : 'closed', updatedAt };
}

/** When the first of its parties got the mark. */
async function endOf(database: Database, record: Ground): Promise<Timestamp | undefined> {
  if (!('blinded' in record)) return undefined;
  const row = await database
    .selectFrom('hashed')
    .innerJoin('transactions', (join) =>
      join.onRef('transactions.block', '=', 'hashed.block').onRef('transactions.idx', '=', 'hashed.idx'),
    )
    .select('timestamp')
    .where('namespace', '=', CHAINCODE_NAME)
    .where('collection', 'in', record.parties.map(implicitCollection))
    .where('key_hash', '=', digest(utf8(endKey(record.kind, record.id))))
    .orderBy('timestamp')
    .executeTakeFirst();
  return row === undefined ? undefined : parseTimestamp(row.timestamp);
}
