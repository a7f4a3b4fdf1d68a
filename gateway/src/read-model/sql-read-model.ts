import {
  parseBody,
  parseCanonical,
  parseDeclarationId,
  parseDeclarationRecord,
  parseReadingId,
  parseTimestamp,
  REFUSALS,
  type AgencyRecord,
  type AnyRecord,
  type ApplicationRecord,
  type CatalogueRecord,
  type ConsentRecord,
  type CustodyRecord,
  type DeclarantId,
  type DeclarantRecord,
  type DeclarationRecord,
  type EntryId,
  type LedgerId,
  type MandateRecord,
  type OrganizationId,
  type ReadingRecord,
  type ReadingStatus,
  type RecordKind,
  type RefusalCode,
  type SettingsRecord,
} from '@onceledger/chaincode/domain';
import type { RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';
import type { Database } from './database.js';
import { asEnded } from './ends.js';
import { bytesOf } from './rows.js';
import type { ReadingTable, StateTable } from './schema.js';
import { parse } from './sql-chain-store.js';
import type { Finding, JournalEntry, Page, ReadModel, StoredRecord, TransactionRow } from './types.js';

type OfKind<K extends AnyRecord['kind']> = Extract<AnyRecord, { kind: K }>;
const ALL: Page = { limit: 1_000_000 };

/** Queries of what the block taker wrote. */
export class SqlReadModel implements ReadModel {
  readonly ledger: LedgerId;
  readonly #database: Database;
  readonly #position: () => bigint;

  constructor(database: Database, ledger: LedgerId, position: () => bigint) {
    this.ledger = ledger;
    this.#database = database;
    this.#position = position;
  }

  position(): bigint {
    return this.#position();
  }

  settings(): Promise<StoredRecord<SettingsRecord> | undefined> {
    return this.#one('settings', 'settings');
  }
  agency(code: string): Promise<StoredRecord<AgencyRecord> | undefined> {
    return this.#one('agency', code);
  }
  agencies(): Promise<readonly AgencyRecord[]> {
    return this.#all('agency', ALL);
  }
  declarant(id: string): Promise<StoredRecord<DeclarantRecord> | undefined> {
    return this.#one('declarant', id);
  }
  declarants(page: Page = ALL): Promise<readonly DeclarantRecord[]> {
    return this.#all('declarant', page);
  }
  declaration(id: string): Promise<StoredRecord<DeclarationRecord> | undefined> {
    return this.#one('declaration', id);
  }
  /** A version that may no longer be the present one; the present record where it still is. */
  async declarationVersion(id: string, version: number): Promise<DeclarationRecord | undefined> {
    const current = await this.declaration(id);
    if (current?.record.version === version) return current.genuine ? current.record : undefined;
    const row = await this.#database
      .selectFrom('versions')
      .select('record')
      .where('declaration', '=', id)
      .where('version', '=', version)
      .executeTakeFirst();
    return row === undefined ? undefined : parseDeclarationRecord(parseCanonical(row.record));
  }
  custody(declaration: string, version: number): Promise<StoredRecord<CustodyRecord> | undefined> {
    return this.#one('custody', `${declaration}@${version}`);
  }
  consent(id: string, at?: OrganizationId): Promise<StoredRecord<ConsentRecord> | undefined> {
    return this.#ground('consent', id, at);
  }
  mandate(id: string): Promise<StoredRecord<MandateRecord> | undefined> {
    return this.#one('mandate', id);
  }
  application(id: string, at?: OrganizationId): Promise<StoredRecord<ApplicationRecord> | undefined> {
    return this.#ground('application', id, at);
  }
  reading(id: string): Promise<StoredRecord<ReadingRecord> | undefined> {
    return this.#one('reading', id);
  }

  async declarations(
    { declarant, type }: { readonly declarant?: DeclarantId; readonly type?: EntryId },
    { after = '', limit }: Page = ALL,
  ): Promise<readonly DeclarationRecord[]> {
    const rows = await this.#database
      .selectFrom('declarations')
      .select('id')
      .$if(declarant !== undefined, (query) => query.where('declarant', '=', declarant ?? ''))
      .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return this.#some('declaration', rows);
  }

  async latestEntry(id: string): Promise<StoredRecord<CatalogueRecord> | undefined> {
    const versions = await this.#versions(id);
    return versions.sort((a, b) => b.record.entry.version - a.record.entry.version)[0];
  }
  async #versions(id: string): Promise<StoredRecord<CatalogueRecord>[]> {
    const rows = await this.#database
      .selectFrom('state')
      .selectAll()
      .where('kind', '=', 'catalogue-entry')
      .where('id', '>=', `${id}@`)
      .where('id', '<', `${id}A`)
      .execute();
    return rows.flatMap((row) => stored(row, 'catalogue-entry') ?? []);
  }
  /** Without a version: the one in effect, if any. */
  async entry(id: string, version?: number): Promise<StoredRecord<CatalogueRecord> | undefined> {
    if (version !== undefined) return this.#one('catalogue-entry', `${id}@${version}`);
    const found = (await this.#versions(id)).filter(({ record }) => record.status === 'effective');
    return found[0];
  }
  async entries(kind?: string): Promise<readonly CatalogueRecord[]> {
    const all = await this.#all('catalogue-entry', ALL);
    return kind === undefined ? all : all.filter(({ entry }) => entry.kind === kind);
  }

  async consents(declarant: DeclarantId): Promise<readonly ConsentRecord[]> {
    const records = await this.#some(
      'consent',
      await this.#database.selectFrom('consents').select('id').where('declarant', '=', declarant).execute(),
    );
    return Promise.all(records.map((record) => asEnded(this.#database, record)));
  }
  async mandates(declarant: DeclarantId): Promise<readonly MandateRecord[]> {
    const rows = await this.#database
      .selectFrom('mandates')
      .select('id')
      .where((where) => where.or([where('giver', '=', declarant), where('agent', '=', declarant)]))
      .execute();
    return this.#some('mandate', rows);
  }
  async applications(declarant: DeclarantId): Promise<readonly ApplicationRecord[]> {
    const records = await this.#some(
      'application',
      await this.#database
        .selectFrom('applications')
        .select('id')
        .where('declarant', '=', declarant)
        .execute(),
    );
    return Promise.all(records.map((record) => asEnded(this.#database, record)));
  }

  async journal(declarant: DeclarantId): Promise<readonly JournalEntry[]> {
    const rows = await this.#database
      .selectFrom('readings')
      .selectAll()
      .where('declarant', '=', declarant)
      .orderBy('requested_at')
      .execute();
    return rows.map(journalEntry);
  }

  async transaction(transactionId: string): Promise<TransactionRow | undefined> {
    const row = await this.#database
      .selectFrom('transactions')
      .selectAll()
      .where('id', '=', transactionId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { block, code, creator, id, idx, timestamp } = row;
    return {
      block: BigInt(block),
      code,
      creator,
      index: idx,
      timestamp: parseTimestamp(timestamp),
      transactionId: id,
    };
  }

  async findings(): Promise<readonly Finding[]> {
    const rows = await this.#database.selectFrom('findings').selectAll().orderBy('number').execute();
    return rows.map(({ block, detail, idx, rule, subject }) => ({
      block: BigInt(block),
      detail,
      rule,
      ...(idx === null ? {} : { transaction: idx }),
      ...(subject === null ? {} : { subject }),
    }));
  }

  async counts(): Promise<Readonly<Partial<Record<RecordKind, number>>>> {
    const rows = await this.#database
      .selectFrom('state')
      .select(['kind', (row) => row.fn.countAll<number>().as('count')])
      .where('kind', 'is not', null)
      .groupBy('kind')
      .execute();
    return Object.fromEntries(rows.map(({ count, kind }) => [kind ?? '', count]));
  }

  /** For judging acts: what this gateway knows of a record, whatever its kind. */
  async known([kind, id]: RecordName): Promise<Known | undefined> {
    return this.#one(kind, id);
  }

  async #one<K extends AnyRecord['kind']>(kind: K, id: string): Promise<StoredRecord<OfKind<K>> | undefined> {
    const row = await this.#database
      .selectFrom('state')
      .selectAll()
      .where('kind', '=', kind)
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : stored(row, kind);
  }

  async #ground<K extends 'consent' | 'application'>(
    kind: K,
    id: string,
    at: OrganizationId | undefined,
  ): Promise<StoredRecord<OfKind<K>> | undefined> {
    const found = await this.#one(kind, id);
    return found && { ...found, record: await asEnded(this.#database, found.record, at) };
  }

  async #some<K extends AnyRecord['kind']>(
    kind: K,
    rows: readonly { readonly id: string }[],
  ): Promise<readonly OfKind<K>[]> {
    const found = await Promise.all(rows.map(({ id }) => this.#one(kind, id)));
    return found.flatMap((one) => (one === undefined ? [] : [one.record]));
  }

  async #all<K extends AnyRecord['kind']>(
    kind: K,
    { after = '', limit }: Page,
  ): Promise<readonly OfKind<K>[]> {
    const rows = await this.#database
      .selectFrom('state')
      .selectAll()
      .where('kind', '=', kind)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.flatMap((row) => stored(row, kind)?.record ?? []);
  }
}

function stored<K extends AnyRecord['kind']>(row: StateTable, kind: K): StoredRecord<OfKind<K>> | undefined {
  const { digest, record } = parse(bytesOf(row.value));
  if (!isKind(record, kind)) return undefined;
  return { block: BigInt(row.block), digest, genuine: row.genuine === 1, record, transaction: row.idx };
}

function isKind<K extends AnyRecord['kind']>(record: AnyRecord, kind: K): record is OfKind<K> {
  return record.kind === kind;
}

function journalEntry(row: ReadingTable): JournalEntry {
  const request = parseBody('reading.request', parseCanonical(row.request ?? 'null'));
  const { basis, claims, declaration, purpose, requester, version } = request;
  return {
    basis,
    blinded: row.blinded === 1,
    claims,
    declaration: parseDeclarationId(declaration),
    purpose,
    reading: parseReadingId(row.id),
    requestedAt: parseTimestamp(row.requested_at),
    requester,
    // Written by this program from a parsed record.
    status: row.status as ReadingStatus,
    version,
    ...(row.answered_at === null ? {} : { answeredAt: parseTimestamp(row.answered_at) }),
    ...(isRefusal(row.reason) ? { reason: row.reason } : {}),
  };
}

function isRefusal(reason: string | null): reason is RefusalCode {
  return reason !== null && Object.hasOwn(REFUSALS, reason);
}
