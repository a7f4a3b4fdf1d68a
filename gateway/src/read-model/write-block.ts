import { toBase64url } from '@onceledger/chaincode/domain';
import type { Transaction } from 'kysely';
import type { BlockEffects } from '../replica/types.js';
import type { Database } from './database.js';
import { insertRows } from './insert-rows.js';
import { keyBytes } from './rows.js';
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
  const rows = transactions.map(({ block, code, creator, index, timestamp, transactionId }) => ({
    block: Number(block),
    code,
    creator,
    id: transactionId,
    idx: index,
    timestamp,
  }));
  // A repeated identifier is in the block as DUPLICATE_TXID: the first one stands.
  await insertRows(database, 'transactions', rows, 'on conflict (id) do nothing');
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
  await insertRows(database, 'state', rows, REPLACE_STATE);
}

const REPLACE_STATE = `on conflict (namespace, key) do update set block = excluded.block, idx = excluded.idx,
  value = excluded.value, kind = excluded.kind, id = excluded.id, genuine = excluded.genuine`;

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
  await insertRows(database, 'hashed', rows, REPLACE_HASHED);
}

const REPLACE_HASHED = `on conflict (namespace, collection, key_hash) do update set block = excluded.block,
  idx = excluded.idx`;

interface Hashed {
  readonly deleted: boolean;
  readonly row: HashedTable;
}

function partition(latest: readonly Hashed[]): readonly [deletions: HashedTable[], rows: HashedTable[]] {
  const rowsOf = (deleted: boolean): HashedTable[] =>
    latest.filter((one) => one.deleted === deleted).map(({ row }) => row);
  return [rowsOf(true), rowsOf(false)];
}
