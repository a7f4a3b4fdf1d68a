import { fromBase64url, parseDigest, toBase64url, utf8, type Digest } from '@onceledger/chaincode/domain';
import type { KeyObject } from 'node:crypto';
import type { Database } from '../read-model/database.js';
import { insertRows } from '../read-model/insert-rows.js';
import type { Writing } from '../read-model/write-block.js';
import { originOf, signCheckpoint } from './checkpoint.js';
import { entryBytes } from './entry.js';
import { verifierKeyOf } from './note.js';
import { Frontier, inclusionPath, leafHash, rangeHash, type Nodes } from './tree.js';
import type { Log, LogEntry, LogProof } from './types.js';

/** One organization's log: entries and complete subtrees in the read model, the frontier in memory. */
export class SqlLog implements Log {
  readonly origin: string;
  readonly #database: Database;
  readonly #key: () => Promise<KeyObject>;
  #frontier = new Frontier();

  constructor(
    database: Database,
    options: { ledger: string; organization: string; key: () => Promise<KeyObject> },
  ) {
    this.#database = database;
    this.#key = options.key;
    this.origin = originOf(options.ledger, options.organization);
  }

  /** To be called again where a block's database transaction failed: the frontier follows what is stored. */
  async load(): Promise<void> {
    const { size } = await this.#database
      .selectFrom('log_entries')
      .select((row) => row.fn.countAll<number>().as('size'))
      .executeTakeFirstOrThrow();
    this.#frontier = await Frontier.read(size, this.#nodes());
  }

  size(): number {
    return this.#frontier.size;
  }

  /** Within the database transaction of the block that brings them. */
  async append(database: Writing, entries: readonly LogEntry[]): Promise<void> {
    const nodes: { hash: string; idx: number; level: number }[] = [];
    const rows = entries.map((entry) => {
      const row = { ...rowOf(entry), idx: this.#frontier.size };
      this.#frontier.append(leafHash(entryBytes(entry)), (level, idx, hash) => {
        nodes.push({ hash: toBase64url(hash), idx, level });
      });
      return row;
    });
    await insertRows(database, 'log_entries', rows);
    await insertRows(database, 'log_nodes', nodes);
  }

  async checkpoint(): Promise<string> {
    const {
      commit_hash: commitHash,
      log_size: size,
      number,
    } = await this.#database
      .selectFrom('blocks')
      .select(['number', 'commit_hash', 'log_size'])
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const { origin } = this;
    const root = await this.root(size);
    const height = number + 1;
    const key = await this.#key();
    return signCheckpoint({ commitHash: hashOrZero(commitHash), height, origin, root, size }, key);
  }

  async verifierKey(): Promise<string> {
    return verifierKeyOf(this.origin, await this.#key());
  }

  async entry(index: number): Promise<LogEntry | undefined> {
    const row = await this.#database
      .selectFrom('log_entries')
      .selectAll()
      .where('idx', '=', index)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { block, key, transaction_id: transactionId, transaction_index: transaction, value } = row;
    return { block, key, transaction, transactionId, value: value === null ? null : parseDigest(value) };
  }

  /** The latest write of a key among the first `size` entries. */
  async latest(key: string, size = this.size()): Promise<number | undefined> {
    const row = await this.#database
      .selectFrom('log_entries')
      .select('idx')
      .where('key', '=', toBase64url(utf8(key)))
      .where('idx', '<', size)
      .orderBy('idx', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.idx;
  }

  /** Every write of a key among the first `size` entries, oldest first. */
  async writes(key: string, size = this.size()): Promise<readonly number[]> {
    const rows = await this.#database
      .selectFrom('log_entries')
      .select('idx')
      .where('key', '=', toBase64url(utf8(key)))
      .where('idx', '<', size)
      .orderBy('idx')
      .execute();
    return rows.map(({ idx }) => idx);
  }

  async proof(index: number, size = this.size()): Promise<LogProof> {
    const path = await inclusionPath(this.#nodes(), index, size);
    return { index, path: path.map((hash) => parseDigest(toBase64url(hash))) };
  }

  async root(size = this.size()): Promise<Digest> {
    return parseDigest(toBase64url(await rangeHash(this.#nodes(), 0, size)));
  }

  #nodes(): Nodes {
    return {
      node: async (level, index) => {
        const row = await this.#database
          .selectFrom('log_nodes')
          .select('hash')
          .where('level', '=', level)
          .where('idx', '=', index)
          .executeTakeFirstOrThrow();
        return fromBase64url(row.hash);
      },
    };
  }
}

/** Before the first block with transactions there is no commit hash. */
function hashOrZero(text: string): Digest {
  return parseDigest(text === '' ? toBase64url(new Uint8Array(32)) : text);
}

function rowOf({ block, key, transaction, transactionId, value }: LogEntry) {
  return { block, key, transaction_id: transactionId, transaction_index: transaction, value };
}
