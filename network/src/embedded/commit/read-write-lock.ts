/**
 * Simulations share the committed state, a commit has it alone: every endorser of a transaction sees one and the same
 * height. Whoever waits to write goes before those who come to read after him, as with Fabric's commit lock.
 */
export class ReadWriteLock {
  #readers = 0;
  #writing = false;
  readonly #waitingWriters: (() => void)[] = [];
  readonly #waitingReaders: (() => void)[] = [];

  async read<T>(work: () => Promise<T>): Promise<T> {
    if (this.#writing || this.#waitingWriters.length > 0) {
      await new Promise<void>((resolve) => this.#waitingReaders.push(resolve));
    } else {
      this.#readers += 1;
    }
    try {
      return await work();
    } finally {
      this.#readers -= 1;
      this.#pass();
    }
  }

  async write<T>(work: () => Promise<T>): Promise<T> {
    if (this.#writing || this.#readers > 0) {
      await new Promise<void>((resolve) => this.#waitingWriters.push(resolve));
    } else {
      this.#writing = true;
    }
    try {
      return await work();
    } finally {
      this.#writing = false;
      this.#pass();
    }
  }

  /** Hands the lock on: to one writer when nobody holds it, otherwise to all readers. */
  #pass(): void {
    if (this.#writing) return;
    if (this.#readers === 0) {
      const writer = this.#waitingWriters.shift();
      if (writer) {
        this.#writing = true;
        writer();
        return;
      }
    }
    if (this.#waitingWriters.length > 0) return;
    for (const reader of this.#waitingReaders.splice(0)) {
      this.#readers += 1;
      reader();
    }
  }
}
