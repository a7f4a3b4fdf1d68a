import {
  fromUtf8,
  integer,
  json,
  object,
  oneOf,
  parseAgencyCode,
  parseCanonical,
  parseClaimPath,
  parsedBy,
  parseDeclarationId,
  parseReadingId,
  parseTimestamp,
  parseWith,
  record,
  type CollectedClaims,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import { openColumn, sealColumn } from '../crypto/secret-box.js';
import { bytesOf } from '../read-model/rows.js';
import type { Context } from './context.js';
import { toJson } from './json.js';

const collectedParser = object<CollectedClaims>({
  asOf: parsedBy(parseTimestamp),
  claims: record(parsedBy(parseClaimPath), json, { max: 512 }),
  declaration: parsedBy(parseDeclarationId),
  origin: oneOf('self', 'agency', 'assisted'),
  reading: parsedBy(parseReadingId),
  source: parsedBy(parseAgencyCode),
  status: oneOf('declared', 'attested', 'refused', 'suspended', 'withdrawn', 'revoked', 'expired'),
  version: integer(1, 999_999),
});

/** Opened claims never stand in clear in gateway.db: each row is sealed with a key of the key store, bound to its reading. */
export async function putIntoInbox(
  { clock, database, store }: Context,
  claims: CollectedClaims,
): Promise<void> {
  const key = await store.secret('inbox');
  const sealed = Buffer.from(sealColumn(key, toJson(claims), placeOf(claims.reading)));
  await database
    .insertInto('inbox')
    .values({ reading: claims.reading, received_at: clock.now(), sealed })
    .onConflict((conflict) => conflict.column('reading').doUpdateSet({ sealed }))
    .execute();
}

export async function findInInbox(
  { database, store }: Context,
  reading: ReadingId,
): Promise<CollectedClaims | undefined> {
  const row = await database
    .selectFrom('inbox')
    .selectAll()
    .where('reading', '=', reading)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const opened = openColumn(await store.secret('inbox'), bytesOf(row.sealed), placeOf(reading));
  return parseWith(collectedParser, parseCanonical(fromUtf8(opened)), 'STORAGE_DAMAGED');
}

function placeOf(reading: ReadingId): string {
  return `inbox ${reading}`;
}
