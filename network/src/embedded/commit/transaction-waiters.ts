export interface TransactionStatus {
  readonly block: bigint;
  readonly code: number;
}
export interface TransactionWait {
  readonly status: Promise<TransactionStatus>;
  end(reason: Error): void;
}
interface Waiter {
  resolve(status: TransactionStatus): void;
  reject(error: Error): void;
}

/** Refusals kept for who asks late. */
const REFUSALS = 1_000;

/** Who waits for a transaction to be committed, by its identifier. */
export class TransactionWaiters {
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #refused = new Map<string, Error>();
  #stopped: Error | undefined;

  /** Whoever waits no longer rejects his own wait. What was refused, and everything after `stop`, is rejected at once. */
  wait(transactionId: string): TransactionWait {
    const { promise, ...waiter } = deferred();
    const hopeless = this.#stopped ?? this.#refused.get(transactionId);
    if (hopeless) waiter.reject(hopeless);
    const waiters = this.#waiting.get(transactionId) ?? new Set<Waiter>();
    this.#waiting.set(transactionId, waiters.add(waiter));
    return {
      status: promise,
      end: (reason) => {
        waiters.delete(waiter);
        if (waiters.size === 0) this.#waiting.delete(transactionId);
        waiter.reject(reason);
      },
    };
  }

  settle(transactionId: string, status: TransactionStatus): void {
    for (const waiter of this.#waiting.get(transactionId) ?? []) waiter.resolve(status);
    this.#waiting.delete(transactionId);
  }

  /** It will never be committed. */
  refuse(transactionId: string, reason: Error): void {
    this.#refused.set(transactionId, reason);
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= REFUSALS) break;
      this.#refused.delete(oldest);
    }
    for (const waiter of this.#waiting.get(transactionId) ?? []) waiter.reject(reason);
    this.#waiting.delete(transactionId);
  }

  stop(failure: Error): void {
    this.#stopped ??= failure;
    for (const waiters of this.#waiting.values()) for (const waiter of waiters) waiter.reject(failure);
    this.#waiting.clear();
  }
}

function deferred(): Waiter & { promise: Promise<TransactionStatus> } {
  let waiter: Waiter | undefined;
  const promise = new Promise<TransactionStatus>((resolve, reject) => (waiter = { resolve, reject }));
  // Whoever found the status otherwise looks at the promise no more.
  promise.catch(() => undefined);
  return {
    promise,
    resolve: (status) => waiter?.resolve(status),
    reject: (error) => waiter?.reject(error),
  };
}
