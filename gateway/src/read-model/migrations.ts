import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { sql } from 'kysely';

/** One entry a schema version, never changed once released. */
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  '0001-first': [
    'create table meta (name text primary key, value text not null) without rowid',
    `create table blocks (number integer primary key, hash text not null, commit_hash text not null, config blob,
      log_size integer not null)`,
    `create table transactions (id text primary key, block integer not null, idx integer not null, code integer not null,
      creator text not null, timestamp text not null) without rowid`,
    `create table state (namespace text not null, key blob not null, block integer not null, idx integer not null,
      value blob not null, kind text, id text, genuine integer not null, primary key (namespace, key))`,
    'create unique index state_record on state (kind, id) where kind is not null',
    `create table hashed (namespace text not null, collection text not null, key_hash text not null, block integer not null,
      idx integer not null, primary key (namespace, collection, key_hash)) without rowid`,
    `create table declarations (id text primary key, declarant text not null, type text not null, version integer not null,
      status text not null) without rowid`,
    'create index declarations_declarant on declarations (declarant, id)',
    'create index declarations_type on declarations (type, id)',
    `create table versions (declaration text not null, version integer not null, record text not null,
      primary key (declaration, version)) without rowid`,
    'create table consents (id text primary key, declarant text, status text not null) without rowid',
    'create index consents_declarant on consents (declarant)',
    'create table mandates (id text primary key, giver text not null, agent text not null, status text not null) without rowid',
    'create index mandates_giver on mandates (giver)',
    'create index mandates_agent on mandates (agent)',
    'create table applications (id text primary key, declarant text, item text, status text not null) without rowid',
    'create index applications_declarant on applications (declarant)',
    `create table readings (id text primary key, declarant text, declaration text, requester text, status text not null,
      requested_at text not null, answered_at text, reason text, blinded integer not null, request text) without rowid`,
    'create index readings_declarant on readings (declarant, requested_at)',
    'create table blinded (id text primary key, kind text not null, acts text not null) without rowid',
    `create table findings (number integer primary key, block integer not null, idx integer, rule text not null, subject text,
      detail text not null)`,
    `create table tasks (number integer primary key, kind text not null, target text not null, block integer not null,
      prepared text, attempts integer not null, code text, due integer not null, unique (kind, target))`,
    'create table inbox (reading text primary key, received_at text not null, sealed blob not null) without rowid',
    'create table subjects (document text primary key, declarant text not null, sealed blob not null) without rowid',
    `create table log_entries (idx integer primary key, block integer not null, transaction_index integer not null,
      transaction_id text not null, key text not null, value text)`,
    'create index log_entries_key on log_entries (key, idx)',
    'create table log_nodes (level integer not null, idx integer not null, hash text not null, primary key (level, idx)) without rowid',
  ],
  '0002-withheld-answers': [
    'create table withheld_answers (digest text primary key, answer text not null) without rowid',
  ],
  '0003-counterparts': [
    `alter table tasks add column counterpart text not null default ''`,
    'create index transactions_block on transactions (block, idx)',
  ],
};

export const migrations: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve(
      Object.fromEntries(
        Object.entries(STATEMENTS).map(([name, statements]) => [name, migrationOf(statements)]),
      ),
    ),
};

function migrationOf(statements: readonly string[]): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      for (const statement of statements) await sql.raw(statement).execute(database);
    },
  };
}
