import {
  CHAINCODE_NAME,
  fromBase64url,
  type Digest,
  type LedgerId,
  type SignatureVerifier,
} from '@onceledger/chaincode/domain';
import { ChaincodeDefinitions, decodeBlock, type Block } from '@onceledger/network/blocks';
import type { SqlLog } from '../evidence/sql-log.js';
import { Replica, type Resumption } from '../replica/replica.js';
import type { SharedEffects } from '../replica/shared-effects.js';
import type { BlockEffects } from '../replica/types.js';
import type { Database } from './database.js';
import { keepVersion, project } from './project.js';
import { bytesOf } from './rows.js';
import { SqlChainStore } from './sql-chain-store.js';
import { addTasks, type PlannedTask } from '../workers/task-queue.js';
import { writeBlock, type Writing } from './write-block.js';

export interface ReadModelOptions {
  readonly database: Database;
  readonly log: SqlLog;
  readonly ledger: LedgerId;
  readonly consortium: Digest;
  readonly verifier: SignatureVerifier;
  /** Where several gateways of one process follow the ledger. */
  readonly shared?: SharedEffects | undefined;
  /** What a block asks this organization to do; stored with the block's effects. */
  readonly plan: (effects: BlockEffects, store: SqlChainStore) => Promise<readonly PlannedTask[]>;
}

/** Takes blocks into gateway.db: chain, state, rows to find records by, log and tasks in one database transaction. */
export class BlockTaker {
  readonly #options: ReadModelOptions;
  readonly store: SqlChainStore;
  #replica: Replica;
  /** A block whose transaction failed: memory may be ahead of what is stored. */
  #stale = false;

  private constructor(options: ReadModelOptions, store: SqlChainStore, replica: Replica) {
    this.#options = options;
    this.store = store;
    this.#replica = replica;
  }

  static async open(options: ReadModelOptions): Promise<BlockTaker> {
    const store = new SqlChainStore(options.database);
    return new BlockTaker(options, store, await newReplica(options, store));
  }

  get height(): bigint {
    return this.#replica.height;
  }

  /** Blocks below the position were taken before and are passed over. @throws BLOCK_INVALID */
  async take(block: Block): Promise<void> {
    if (block.number < this.height) return;
    if (this.#stale) await this.#reload();
    const effects = await this.#judge(block);
    // Before the transaction: the store reads through the same, only connection.
    const tasks = await this.#options.plan(effects, this.store);
    this.#stale = true;
    try {
      await this.#options.database.transaction().execute((database) => this.#write(database, effects, tasks));
    } catch (error) {
      // Another process of this home may have taken the same block first.
      await this.#reload();
      if (this.height <= block.number) throw error;
      return;
    }
    this.#stale = false;
    this.#replica.advance(block, effects);
  }

  #judge(block: Block): Promise<BlockEffects> {
    const take = async (): Promise<BlockEffects> => {
      await this.store.prefetch(block);
      return this.#replica.take(block);
    };
    this.store.begin();
    const { shared } = this.#options;
    return shared === undefined ? take() : shared.of(this.#replica.standing, block, take);
  }

  /** Where another process takes the blocks: up to which it has. */
  async refresh(): Promise<void> {
    const row = await this.#options.database
      .selectFrom('blocks')
      .select('number')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined && BigInt(row.number) >= this.height) await this.#reload();
  }

  async #write(database: Writing, effects: BlockEffects, tasks: readonly PlannedTask[]): Promise<void> {
    const { log } = this.#options;
    await log.append(database, effects.entries);
    await writeBlock(database, effects, log.size());
    for (const { former, genuine, record } of effects.changes) {
      // What forged acts say is not even read: their bodies may be anything.
      await (genuine ? project(database, record) : project(database, record, []));
      if (former?.record.kind === 'declaration') await keepVersion(database, former.record, record);
    }
    await addTasks(database, tasks, Number(effects.number));
  }

  async #reload(): Promise<void> {
    await this.#options.log.load();
    this.#replica = await newReplica(this.#options, this.store);
    this.#stale = false;
  }
}

async function newReplica(options: ReadModelOptions, store: SqlChainStore): Promise<Replica> {
  const { consortium, ledger, verifier } = options;
  return new Replica({ consortium, ledger, store, verifier }, await resumption(options.database, store));
}

async function resumption(database: Database, store: SqlChainStore): Promise<Resumption | undefined> {
  const last = await database
    .selectFrom('blocks')
    .selectAll()
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return undefined;
  const config = await database
    .selectFrom('blocks')
    .select('config')
    .where('config', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return {
    commitHash: fromBase64url(last.commit_hash),
    config: decodeBlock(bytesOf(config.config)),
    definitions: await ChaincodeDefinitions.load([CHAINCODE_NAME], (key) => store.value('_lifecycle', key)),
    previous: { hash: fromBase64url(last.hash), number: BigInt(last.number) },
  };
}
