import { OnceError } from '@onceledger/chaincode/domain';
import { Kysely, Migrator, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { chmod } from 'node:fs/promises';
import { storageError } from '../crypto/files.js';
import { migrations } from './migrations.js';
import type { Schema } from './schema.js';
import { isRolledBackAlready, sqliteError } from './sqlite-errors.js';

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

/** A copy of one moment, whoever else has the database open; 0600, without files beside it. */
export async function copyDatabase(file: string, target: string): Promise<void> {
  let database: Libsql.Database | undefined;
  try {
    database = new Libsql(file);
    database.exec('pragma busy_timeout = 10000');
    database.prepare('VACUUM INTO ?').run(target);
    await chmod(target, 0o600);
  } catch (error) {
    throw asOwnError(error, file);
  } finally {
    database?.close();
  }
}

function openLibsql(file: string): SqliteDatabase {
  let database: Libsql.Database | undefined;
  try {
    database = new Libsql(file);
    for (const pragma of PRAGMAS) database.exec(`pragma ${pragma}`);
    return new StatementCache(database, file);
  } catch (error) {
    database?.close();
    throw asOwnError(error, file);
  }
}

function asOwnError(error: unknown, file: string): Error {
  const known = sqliteError(error, file);
  return known instanceof OnceError ? known : storageError(error, file);
}

const PRAGMAS = [
  // Three records of common size fill a page of this size; with 4,096 bytes each would leave nearly half a page empty.
  'page_size = 8192',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'temp_store = MEMORY',
  'busy_timeout = 10000',
];

/** Kysely prepares the same text again and again; preparing costs as much as running. */
class StatementCache implements SqliteDatabase {
  readonly #database: Libsql.Database;
  readonly #file: string;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: Libsql.Database, file: string) {
    this.#database = database;
    this.#file = file;
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
    const statement = this.#named(() => this.#database.prepare(text));
    return {
      reader: statement.reader,
      all: (parameters) => this.#named(() => statement.all(...parameters)),
      run: (parameters) => this.#named(() => ran(statement, text, parameters)),
      iterate: (parameters) => statement.iterate(...parameters),
    };
  }

  #named<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw sqliteError(error, this.#file);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

type Parameters = readonly unknown[];
type Ran = ReturnType<SqliteStatement['run']>;

function ran(statement: Libsql.Statement, text: string, parameters: Parameters): Ran {
  try {
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { changes, lastInsertRowid };
  } catch (error) {
    if (text !== 'rollback' || !isRolledBackAlready(error)) throw error;
    return { changes: 0, lastInsertRowid: 0 };
  }
}
