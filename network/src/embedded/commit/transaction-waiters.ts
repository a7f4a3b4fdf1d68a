export interface TransactionStatus {
  readonly block: bigint;
  readonly code: number;
}
interface Waiter {
  resolve(status: TransactionStatus): void;
  reject(error: Error): void;
}

/** Who waits for a transaction to be committed, by its identifier. */
export class TransactionWaiters {
  readonly #waiting = new Map<string, Set<Waiter>>();

  wait(transactionId: string, signal: AbortSignal): Promise<TransactionStatus> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      const waiters = this.#waiting.get(transactionId) ?? new Set<Waiter>();
      this.#waiting.set(transactionId, waiters.add(waiter));
      const aborted = (): void => {
        waiters.delete(waiter);
        if (waiters.size === 0) this.#waiting.delete(transactionId);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal.aborted) aborted();
      else signal.addEventListener('abort', aborted, { once: true });
    });
  }

  settle(transactionId: string, status: TransactionStatus): void {
    for (const waiter of this.#waiting.get(transactionId) ?? []) waiter.resolve(status);
    this.#waiting.delete(transactionId);
  }

  stop(failure: Error): void {
    for (const waiters of this.#waiting.values()) for (const waiter of waiters) waiter.reject(failure);
    this.#waiting.clear();
  }
}
