import type { WholeEntry } from './checked-level.js';

/** Entries read lately, verified once: the few that every transaction asks for, an agency, a declaration type. */
export class RecentEntries {
  readonly #entries = new Map<string, WholeEntry>();
  readonly #most: number;
  readonly #largest: number;

  /** `most` entries of at most `largest` bytes each. */
  constructor(most = 1_000, largest = 16 * 1024) {
    this.#most = most;
    this.#largest = largest;
  }

  find(key: string): WholeEntry | undefined {
    return this.#entries.get(key);
  }

  keep(key: string, entry: WholeEntry): void {
    if (entry.payload.length + entry.body.length > this.#largest) return;
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#most) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  forget(keys: Iterable<string>): void {
    for (const key of keys) this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
