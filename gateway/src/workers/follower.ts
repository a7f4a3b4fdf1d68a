import { fail, OnceError } from '@onceledger/chaincode/domain';
import { setTimeout as delay } from 'node:timers/promises';
import type { Block } from '@onceledger/network/blocks';
import type { Ledger } from '../ledger/ledger.js';
import type { BlockTaker } from '../read-model/block-taker.js';
import type { Task, TaskQueue } from './task-queue.js';
import type { Workers } from './types.js';

export type Handler = (task: Task) => Promise<void>;

interface Running {
  readonly counterpart: string;
  readonly done: Promise<void>;
}

export interface FollowerOptions {
  readonly ledger: Ledger;
  readonly taker: BlockTaker;
  readonly queue: TaskQueue;
  /** Does one task: resolves when its effect is on the ledger. */
  readonly handle: Handler;
}

/** Tasks at once: many, since those that wait for a commit go many a transaction. */
const CONCURRENCY = 256;
const RETRY_FIRST = 500;
const RETRY_LONGEST = 60_000;
/** Milliseconds between two looks at what another process writes. */
const POLL = 50;
/** Milliseconds after which this process takes the blocks by itself. */
const PATIENCE = 3_000;

/** Follows the blocks and does what they ask. Position and tasks are durable, so it goes on where it stood. */
export class Follower implements Workers {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  readonly #running = new Map<number, Running>();
  readonly #listeners = new Set<() => void>();
  #following: Promise<void> | undefined;
  #working: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#following ??= this.#follow();
    this.#working ??= this.#work();
  }

  async settle(): Promise<void> {
    const { ledger, taker } = this.#options;
    const height = await ledger.height();
    await this.until(async () => taker.height >= height && (await this.#isIdle()));
  }

  /** Reads up to the ledger's present height; tasks may still be under way. */
  async catchUp(): Promise<void> {
    const height = await this.#options.ledger.height();
    await this.until(() => this.#options.taker.height >= height);
  }

  /**
   * Waits until something holds of what was taken from the ledger; `wait` in milliseconds, otherwise without end. Not
   * started, it looks at what the process that serves the ledger has written. @throws TIMEOUT
   */
  async until(holds: () => boolean | Promise<boolean>, wait?: number): Promise<void> {
    const deadline = wait === undefined ? Infinity : Date.now() + wait;
    const patience = Date.now() + PATIENCE;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const changed = this.#changed();
      if (this.#following === undefined) await this.#options.taker.refresh();
      if (await holds()) return;
      // Nobody else takes the blocks: this process does, and leaves the tasks.
      if (this.#following === undefined && Date.now() > patience) this.#following = this.#follow();
      await this.#within(changed, this.#pause(deadline));
    }
  }

  /** Milliseconds until it looks again without being called. @throws TIMEOUT where the deadline has passed */
  #pause(deadline: number): number {
    const left = deadline - Date.now();
    if (left <= 0) throw fail('TIMEOUT', 'what was waited for did not happen in time');
    return this.#following === undefined ? Math.min(left, POLL) : left;
  }

  /** The next block taken, task done or failure. */
  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#listeners.add(resolve);
    });
  }

  async #within(changed: Promise<void>, wait: number): Promise<void> {
    if (wait === Infinity) return changed;
    const early = new AbortController();
    await Promise.race([changed, delay(wait, undefined, { signal: early.signal }).catch(() => undefined)]);
    early.abort();
  }

  stuck(): ReturnType<TaskQueue['stuck']> {
    return this.#options.queue.stuck();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#failure ??= fail('TIMEOUT', 'the gateway was closed');
    this.#notify();
    const running = [...this.#running.values()].map(({ done }) => done);
    await Promise.allSettled([this.#following, this.#working, ...running]);
  }

  async #isIdle(): Promise<boolean> {
    return this.#running.size === 0 && (await this.#options.queue.due(Date.now(), 1)).length === 0;
  }

  async #follow(): Promise<void> {
    const { ledger, taker } = this.#options;
    while (!this.#stop.signal.aborted && this.#failure === undefined) {
      try {
        for await (const block of ledger.blocks(taker.height, this.#stop.signal)) {
          await this.#take(block);
          this.#notify();
        }
      } catch (error) {
        if (isFatal(error)) this.#fail(error);
      }
      await delay(RETRY_FIRST, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** A block that cannot be taken now never can be: that is a defect, of the ledger or of this program. */
  async #take(block: Block): Promise<void> {
    try {
      await this.#options.taker.take(block);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : fail('INTERNAL', { cause: error });
    this.#notify();
  }

  async #work(): Promise<void> {
    const { queue } = this.#options;
    // What stands on the ledger already must not be done again on the word of an older block.
    await this.catchUp().catch(() => undefined);
    while (!this.#stop.signal.aborted && this.#failure === undefined) {
      const changed = this.#changed();
      const free = CONCURRENCY - this.#running.size;
      const crowded = [...this.#counts()].filter(([, count]) => count >= free).map(([name]) => name);
      const due = free === 0 ? [] : await queue.due(Date.now(), CONCURRENCY * 2, crowded);
      const begun = this.#begin(due);
      if (begun > 0 && this.#running.size < CONCURRENCY) continue;
      await this.#changedOrDue(changed);
    }
  }

  /**
   * As many of them as there is room for; of one counterpart no more than stay free, so that however many let their tasks
   * hang, there is room for the next. How many were begun.
   */
  #begin(due: readonly Task[]): number {
    const counts = this.#counts();
    let begun = 0;
    for (const task of due) {
      const count = counts.get(task.counterpart) ?? 0;
      const free = CONCURRENCY - this.#running.size;
      if (free === 0) break;
      if (this.#running.has(task.number) || count >= free) continue;
      if (task.counterpart !== '') counts.set(task.counterpart, count + 1);
      this.#run(task);
      begun += 1;
    }
    return begun;
  }

  /** Tasks under way by counterpart. */
  #counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { counterpart } of this.#running.values())
      if (counterpart !== '') counts.set(counterpart, (counts.get(counterpart) ?? 0) + 1);
    return counts;
  }

  #run(task: Task): void {
    const { handle, queue } = this.#options;
    const run = async (): Promise<void> => {
      try {
        await handle(task);
        await queue.done(task);
      } catch (error) {
        const { code, keepPrepared } = judge(error);
        const wait = Math.min(RETRY_LONGEST, RETRY_FIRST * 2 ** task.attempts);
        await queue.failed(task, code, Date.now() + wait, keepPrepared);
      } finally {
        this.#running.delete(task.number);
        this.#notify();
      }
    };
    const done = run().catch((error: unknown) => {
      this.#fail(error);
    });
    this.#running.set(task.number, { counterpart: task.counterpart, done });
  }

  async #changedOrDue(changed: Promise<void>): Promise<void> {
    const due = await this.#options.queue.nextDue();
    await this.#within(changed, due === undefined ? Infinity : Math.max(RETRY_FIRST, due - Date.now()));
  }

  #notify(): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}

/** A ledger that does not verify, and a disk that fails, are nothing to try again. */
function isFatal(error: unknown): boolean {
  if (!(error instanceof OnceError)) return true;
  return error.code === 'BLOCK_INVALID' || error.kind === 'storage';
}

/** An act whose outcome is unknown is sent again as it is; any other one is made anew from the present state. */
function judge(error: unknown): { readonly code: string; readonly keepPrepared: boolean } {
  if (!(error instanceof OnceError)) return { code: 'INTERNAL', keepPrepared: false };
  return { code: error.code, keepPrepared: error.kind === 'unknown-outcome' || error.kind === 'unavailable' };
}
