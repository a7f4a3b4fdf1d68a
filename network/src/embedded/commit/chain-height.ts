/** The committed height, and everybody who waits for it to grow. */
export class ChainHeight {
  #height: bigint;
  #failure: Error | undefined;
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();

  constructor(height: bigint) {
    this.#height = height;
  }

  get value(): bigint {
    return this.#height;
  }

  grow(height: bigint): void {
    this.#height = height;
    for (const waiter of this.#waiting) waiter.resolve();
    this.#waiting.clear();
  }

  /** No further block will come: everybody who waits is told why. */
  stop(failure: Error): void {
    this.#failure = failure;
    for (const waiter of this.#waiting) waiter.reject(failure);
    this.#waiting.clear();
  }

  /** Resolves when block `number` is committed; rejects with the signal's reason, or when the chain stops. */
  async reach(number: bigint, signal: AbortSignal): Promise<void> {
    while (this.#height <= number) {
      if (this.#failure) throw this.#failure;
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiting.delete(waiter);
        signal.removeEventListener('abort', aborted);
      };
      const aborted = (): void => {
        waiter.reject(abortReason(signal));
      };
      const waiter = {
        resolve: () => {
          done();
          resolve();
        },
        reject: (error: Error) => {
          done();
          reject(error);
        },
      };
      if (signal.aborted) {
        reject(abortReason(signal));
        return;
      }
      signal.addEventListener('abort', aborted);
      this.#waiting.add(waiter);
    });
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
