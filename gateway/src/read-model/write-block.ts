import { toBase64url } from '@onceledger/chaincode/domain';
import type { Transaction } from 'kysely';
import type { BlockEffects } from '../replica/types.js';
import type { Database } from './database.js';
import { chunks, keyBytes } from './rows.js';
import type { HashedTable, Schema } from './schema.js';

export type Writing = Transaction<Schema> | Database;

/** Chain, transactions, world state and findings of one block. */
export async function writeBlock(database: Writing, effects: BlockEffects, logSize: number): Promise<void> {
  await database
    .insertInto('blocks')
    .values({
      commit_hash: toBase64url(effects.commitHash),
      config: effects.config ?? null,
      hash: toBase64url(effects.hash),
      log_size: logSize,
      number: Number(effects.number),
    })
    .execute();
  await writeTransactions(database, effects);
  await writeState(database, effects);
  await writeHashed(database, effects);
  for (const { block, detail, rule, subject, transaction } of effects.findings)
    await database
      .insertInto('findings')
      .values({ block: Number(block), detail, idx: transaction ?? null, rule, subject: subject ?? null })
      .execute();
}

async function writeTransactions(database: Writing, { transactions }: BlockEffects): Promise<void> {
  for (const part of chunks(transactions))
    await database
      .insertInto('transactions')
      .values(
        part.map(({ block, code, creator, index, timestamp, transactionId }) => ({
          block: Number(block),
          code,
          creator,
          id: transactionId,
          idx: index,
          timestamp,
        })),
      )
      // A repeated identifier is in the block as DUPLICATE_TXID: the first one stands.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
}

async function writeState(database: Writing, { writes }: BlockEffects): Promise<void> {
  for (const { key, namespace, value } of writes)
    if (value === undefined)
      await database
        .deleteFrom('state')
        .where('namespace', '=', namespace)
        .where('key', '=', keyBytes(key))
        .execute();
  const rows = writes.flatMap(({ genuine, key, name, namespace, value, version }) =>
    value === undefined
      ? []
      : [
          {
            block: Number(version.block),
            genuine: genuine ? 1 : 0,
            id: name?.[1] ?? null,
            idx: version.transaction,
            key: keyBytes(key),
            kind: name?.[0] ?? null,
            namespace,
            value: Buffer.from(value),
          },
        ],
  );
  for (const part of chunks(rows))
    await database
      .insertInto('state')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['namespace', 'key']).doUpdateSet((row) => ({
          block: row.ref('excluded.block'),
          genuine: row.ref('excluded.genuine'),
          id: row.ref('excluded.id'),
          idx: row.ref('excluded.idx'),
          kind: row.ref('excluded.kind'),
          value: row.ref('excluded.value'),
        })),
      )
      .execute();
}

/** The latest of a block's writes of a key counts: each stands once in a statement. */
async function writeHashed(database: Writing, { hashed }: BlockEffects): Promise<void> {
  const latest = new Map<string, Hashed>();
  for (const { collection, deleted, keyHash, namespace, version } of hashed) {
    const place = { collection, key_hash: toBase64url(keyHash), namespace };
    const row = { ...place, block: Number(version.block), idx: version.transaction };
    latest.set(`${namespace} ${collection} ${place.key_hash}`, { deleted, row });
  }
  const [deletions, rows] = partition([...latest.values()]);
  for (const { collection, key_hash: keyHash, namespace } of deletions)
    await database
      .deleteFrom('hashed')
      .where('namespace', '=', namespace)
      .where('collection', '=', collection)
      .where('key_hash', '=', keyHash)
      .execute();
  for (const part of chunks(rows))
    await database
      .insertInto('hashed')
      .values(part)
      .onConflict((conflict) =>
        conflict.columns(['namespace', 'collection', 'key_hash']).doUpdateSet((row) => ({
          block: row.ref('excluded.block'),
          idx: row.ref('excluded.idx'),
        })),
      )
      .execute();
}

interface Hashed {
  readonly deleted: boolean;
  readonly row: HashedTable;
}

function partition(latest: readonly Hashed[]): readonly [deletions: HashedTable[], rows: HashedTable[]] {
  const rowsOf = (deleted: boolean): HashedTable[] =>
    latest.filter((one) => one.deleted === deleted).map(({ row }) => row);
  return [rowsOf(true), rowsOf(false)];
}
