import { setImmediate } from 'node:timers/promises';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}
type Settled<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * Does together what comes together: what arrives while one group is under way makes the next. Nothing waits for a timer;
 * alone, an item is a group of one.
 */
export class Group<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Settled<Result>[]>;
  readonly #limit: number;
  #waiting: Waiting<Item, Result>[] = [];
  #running = false;

  /** `work` answers one result an item, in their order; where it throws, every item of the group fails. */
  constructor(work: (items: readonly Item[]) => Promise<readonly Settled<Result>[]>, limit: number) {
    this.#work = work;
    this.#limit = limit;
  }

  add(item: Item): Promise<Result> {
    const added = new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, reject, resolve });
    });
    if (!this.#running) void this.#run();
    return added;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      await setImmediate();
      await this.#do(this.#waiting.splice(0, this.#limit));
    }
    this.#running = false;
  }

  async #do(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#work(group.map(({ item }) => item));
      for (const [index, { reject, resolve }] of group.entries()) {
        const settled = results[index];
        if (settled !== undefined && 'result' in settled) resolve(settled.result);
        else reject(settled?.error ?? new Error('an item got no result'));
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
