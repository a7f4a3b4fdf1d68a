import { LruCache } from '@onceledger/chaincode/crypto';
import {
  CHAINCODE_NAME,
  digest,
  fromUtf8,
  parseCanonical,
  parseRecord,
  toBase64url,
  type AnyRecord,
  type Digest,
} from '@onceledger/chaincode/domain';
import type { Block, Version } from '@onceledger/network/blocks';
import type { ChainStore } from '../replica/types.js';
import { keyOf, type RecordName } from '../verification/place.js';
import type { Known } from '../verification/world.js';
import type { Database } from './database.js';
import { bytesOf, chunks, keyBytes } from './rows.js';

interface Row {
  readonly version: Version;
  readonly value: Uint8Array;
  readonly genuine: boolean;
}
interface Parsed {
  readonly record: AnyRecord;
  readonly digest: Digest;
}

/** The read model's tables as state to validate on. What a block reads and writes is fetched at once, before it is validated. */
export class SqlChainStore implements ChainStore {
  readonly #database: Database;
  /** Rows of the block under validation: absent ones, too. */
  #rows = new Map<string, Row | undefined>();
  /** Agencies and types come back in every transaction. */
  readonly #parsed = new LruCache<string, Parsed>(2_000);

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rows of the block before are no longer what the database holds. */
  begin(): void {
    this.#rows = new Map();
  }

  async prefetch(block: Block): Promise<void> {
    const wanted = new Map<string, Set<string>>();
    for (const envelope of block.envelopes) {
      if (envelope.kind !== 'transaction') continue;
      for (const { namespace, reads, writes } of envelope.readWriteSets) {
        const keys = wanted.get(namespace) ?? new Set<string>();
        for (const { key } of [...reads, ...writes]) keys.add(key);
        wanted.set(namespace, keys);
      }
    }
    for (const [namespace, keys] of wanted) await this.#fetch(namespace, [...keys]);
  }

  async version(namespace: string, key: string): Promise<Version | undefined> {
    return (await this.#row(namespace, key))?.version;
  }

  async value(namespace: string, key: string): Promise<Uint8Array | undefined> {
    return (await this.#row(namespace, key))?.value;
  }

  async record(name: RecordName): Promise<Known | undefined> {
    const key = keyOf(name);
    const row = await this.#row(CHAINCODE_NAME, key);
    if (row === undefined) return undefined;
    const { block, transaction } = row.version;
    const parsed = this.#parsed.get(`${key}${block} ${transaction}`, () => parse(row.value));
    return { ...parsed, genuine: row.genuine };
  }

  async hashedVersion(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
  ): Promise<Version | undefined> {
    const row = await this.#database
      .selectFrom('hashed')
      .select(['block', 'idx'])
      .where('namespace', '=', namespace)
      .where('collection', '=', collection)
      .where('key_hash', '=', toBase64url(keyHash))
      .executeTakeFirst();
    return row === undefined ? undefined : { block: BigInt(row.block), transaction: row.idx };
  }

  async *range(
    namespace: string,
    start: string,
    end: string,
  ): AsyncIterable<{ key: string; version: Version }> {
    const rows = await this.#database
      .selectFrom('state')
      .select(['key', 'block', 'idx'])
      .where('namespace', '=', namespace)
      .where('key', '>=', keyBytes(start))
      .$if(end !== '', (query) => query.where('key', '<', keyBytes(end)))
      .orderBy('key')
      .execute();
    for (const { block, idx, key } of rows)
      yield { key: fromUtf8(bytesOf(key)), version: { block: BigInt(block), transaction: idx } };
  }

  async hasTransaction(transactionId: string): Promise<boolean> {
    const row = await this.#database
      .selectFrom('transactions')
      .select('id')
      .where('id', '=', transactionId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async #row(namespace: string, key: string): Promise<Row | undefined> {
    const name = `${namespace} ${key}`;
    if (!this.#rows.has(name)) await this.#fetch(namespace, [key]);
    return this.#rows.get(name);
  }

  async #fetch(namespace: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#rows.set(`${namespace} ${key}`, undefined);
    for (const part of chunks(keys)) {
      const rows = await this.#database
        .selectFrom('state')
        .select(['key', 'block', 'idx', 'value', 'genuine'])
        .where('namespace', '=', namespace)
        .where('key', 'in', part.map(keyBytes))
        .execute();
      for (const { block, genuine, idx, key, value } of rows)
        this.#rows.set(`${namespace} ${fromUtf8(bytesOf(key))}`, {
          genuine: genuine === 1,
          value: bytesOf(value),
          version: { block: BigInt(block), transaction: idx },
        });
    }
  }
}

export function parse(value: Uint8Array): Parsed {
  return { digest: digest(value), record: parseRecord(parseCanonical(fromUtf8(value))) };
}
