import {
  CHAINCODE_NAME,
  digest,
  endKey,
  implicitCollection,
  utf8,
  type ApplicationRecord,
  type ConsentRecord,
} from '@onceledger/chaincode/domain';
import type { Database } from './database.js';

type Ground = ConsentRecord | ApplicationRecord;

/** The record with the status that it has by now: of a blinded one that ended, the channel has the hash of a mark alone. */
export async function asEnded<G extends Ground>(database: Database, record: G): Promise<G> {
  if (!(await hasEnded(database, record))) return record;
  // Each kind has one status for its end.
  return { ...record, status: record.kind === 'consent' ? 'revoked' : 'closed' };
}

async function hasEnded(database: Database, record: Ground): Promise<boolean> {
  if (!('blinded' in record)) return false;
  const row = await database
    .selectFrom('hashed')
    .select('block')
    .where('namespace', '=', CHAINCODE_NAME)
    .where('collection', 'in', record.parties.map(implicitCollection))
    .where('key_hash', '=', digest(utf8(endKey(record.kind, record.id))))
    .executeTakeFirst();
  return row !== undefined;
}
