import { fail } from '@onceledger/chaincode/domain';

/**
 * Runs operations one after another, and none after one has failed: what a failed write or sync left behind is unknown
 * until a restart reads it.
 */
export class FailStop {
  readonly #what: string;
  #last: Promise<unknown> = Promise.resolve();
  #failure: unknown;

  /** `what`: named in the refusal. */
  constructor(what: string) {
    this.#what = what;
  }

  run<T>(operation: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#guarded(operation));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Refuses everything from now on; `last` still runs, whatever comes of it. */
  stop(failure: unknown, last: () => Promise<unknown>): void {
    this.#last = this.#last.then(last).catch(() => undefined);
    this.#failure ??= failure;
  }

  async #guarded<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) {
      const detail = `${this.#what}: stopped after an earlier failure; restart`;
      throw fail('STORAGE_FAILED', { detail, cause: this.#failure });
    }
    try {
      return await operation();
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}
