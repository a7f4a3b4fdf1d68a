import { fail } from '@onceledger/chaincode/domain';
import { Kysely, Migrator, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { chmod } from 'node:fs/promises';
import { storageError } from '../crypto/files.js';
import { migrations } from './migrations.js';
import type { Schema } from './schema.js';

export type Database = Kysely<Schema>;

/** ':memory:' for an audit; otherwise a file, 0600. Synced at every commit: the position must not run ahead of its effects. */
export async function openDatabase(file: string): Promise<Database> {
  const database = new Kysely<Schema>({ dialect: new SqliteDialect({ database: openLibsql(file) }) });
  const { error } = await new Migrator({ db: database, provider: migrations }).migrateToLatest();
  if (error !== undefined) {
    await database.destroy();
    throw storageError(error, file);
  }
  if (file !== ':memory:') await chmod(file, 0o600);
  return database;
}

function openLibsql(file: string): SqliteDatabase {
  let database: Libsql.Database;
  try {
    database = new Libsql(file);
  } catch (error) {
    throw fail('STORAGE_FAILED', { detail: 'gateway.db cannot be opened', cause: error });
  }
  for (const pragma of [
    // Three records of common size fill a page of this size; with 4,096 bytes each would leave nearly half a page empty.
    'page_size = 8192',
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'temp_store = MEMORY',
    'busy_timeout = 10000',
  ])
    database.exec(`pragma ${pragma}`);
  return new StatementCache(database);
}

/** Kysely prepares the same text again and again; preparing costs as much as running. */
class StatementCache implements SqliteDatabase {
  readonly #database: Libsql.Database;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: Libsql.Database) {
    this.#database = database;
  }

  prepare(text: string): SqliteStatement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#statementOf(text);
    if (this.#statements.size >= 200) this.#statements.clear();
    this.#statements.set(text, statement);
    return statement;
  }

  #statementOf(text: string): SqliteStatement {
    const statement = this.#database.prepare(text);
    return {
      reader: statement.reader,
      all: (parameters) => statement.all(...parameters),
      run: (parameters) => {
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return { changes, lastInsertRowid };
      },
      iterate: (parameters) => statement.iterate(...parameters),
    };
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}
