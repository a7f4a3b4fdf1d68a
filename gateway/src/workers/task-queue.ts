import type { Database } from '../read-model/database.js';
import type { OrganizationId } from '@onceledger/chaincode/domain';
import { insertRows } from '../read-model/insert-rows.js';
import type { TaskTable } from '../read-model/schema.js';
import type { Writing } from '../read-model/write-block.js';
import type { Selectable } from 'kysely';
import { Group } from './group.js';

export type TaskKind = 'open' | 'custody' | 'answer' | 'receive';
export interface PlannedTask {
  readonly kind: TaskKind;
  /** Identifier of the record; `<declaration>@<version>` for custody, `<kind>/<id>` for opening. */
  readonly target: string;
  /** Organization whose peer must endorse what it submits; absent where no other's must. */
  readonly counterpart?: OrganizationId;
}
export type Task = Selectable<TaskTable>;

/** In the database transaction of the block that asks for them. A task that is there already becomes due again. */
export async function addTasks(
  database: Writing,
  tasks: readonly PlannedTask[],
  block: number,
): Promise<void> {
  const rows = tasks.map(({ counterpart = '', kind, target }) => ({
    attempts: 0,
    block,
    code: null,
    counterpart,
    due: 0,
    kind,
    prepared: null,
    target,
  }));
  await insertRows(database, 'tasks', rows, ASKED_AGAIN);
}

const ASKED_AGAIN = `on conflict (kind, target) do update set attempts = 0, block = excluded.block, counterpart = excluded.counterpart,
  due = 0`;

/** Tasks a database transaction. */
const TOGETHER = 500;

/** The workers' outbox: a task stays until its effect is committed on the ledger. */
export class TaskQueue {
  readonly #database: Database;
  readonly #preparing: Group<{ readonly number: number; readonly prepared: string }, void>;
  readonly #finishing: Group<Pick<Task, 'number' | 'block'>, void>;

  constructor(database: Database) {
    this.#database = database;
    this.#preparing = this.#together((writing, { number, prepared }) =>
      writing.updateTable('tasks').set({ prepared }).where('number', '=', number).execute(),
    );
    // A later block that asked again keeps the task.
    this.#finishing = this.#together((writing, { block, number }) =>
      writing.deleteFrom('tasks').where('number', '=', number).where('block', '=', block).execute(),
    );
  }

  /** Many tasks, one database transaction and one disk sync. */
  #together<Item>(write: (writing: Writing, item: Item) => Promise<unknown>): Group<Item, void> {
    return new Group<Item, void>(async (items) => {
      await this.#database.transaction().execute(async (writing) => {
        for (const item of items) await write(writing, item);
      });
      return items.map(() => ({ result: undefined }));
    }, TOGETHER);
  }

  /** In order; `without`: counterparts whose tasks are left out. */
  due(now: number, limit: number, without: readonly string[] = []): Promise<Task[]> {
    return this.#database
      .selectFrom('tasks')
      .selectAll()
      .where('due', '<=', now)
      .$if(without.length > 0, (query) => query.where('counterpart', 'not in', without))
      .orderBy('number')
      .limit(limit)
      .execute();
  }

  /** Milliseconds since the epoch; undefined where nothing waits. */
  async nextDue(): Promise<number | undefined> {
    const row = await this.#database
      .selectFrom('tasks')
      .select('due')
      .orderBy('due')
      .limit(1)
      .executeTakeFirst();
    return row?.due;
  }

  /** Before the submit: after a crash the same act is sent, not another one. */
  async prepare({ number }: Task, prepared: string): Promise<void> {
    await this.#preparing.add({ number, prepared });
  }

  async done({ number, block }: Task): Promise<void> {
    await this.#finishing.add({ block, number });
  }

  async failed({ number, block }: Task, code: string, due: number, keepPrepared: boolean): Promise<void> {
    await this.#database
      .updateTable('tasks')
      .set((row) => ({
        attempts: row('attempts', '+', 1),
        code,
        due,
        ...(keepPrepared ? {} : { prepared: null }),
      }))
      .where('number', '=', number)
      .where('block', '=', block)
      .execute();
  }

  async stuck(): Promise<
    readonly { readonly task: string; readonly code: string; readonly attempts: number }[]
  > {
    const rows = await this.#database.selectFrom('tasks').selectAll().where('attempts', '>', 0).execute();
    return rows.map(({ attempts, code, kind, target }) => ({
      attempts,
      code: code ?? '',
      task: `${kind} ${target}`,
    }));
  }
}
