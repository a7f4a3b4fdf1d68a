/** A map of bounded size: what was asked for longest ago goes first. */
export class LruCache<Key, Value> {
  readonly #capacity: number;
  readonly #entries = new Map<Key, { readonly value: Value }>();

  constructor(capacity: number) {
    this.#capacity = Math.max(1, Math.floor(capacity));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value kept for the key, otherwise the one that `make` gives, which is then kept. */
  get(key: Key, make: () => Value): Value {
    const entry = this.#entries.get(key) ?? { value: make() };
    // A Map keeps the order of insertion: put in again, the entry is the newest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#shrink();
    return entry.value;
  }

  #shrink(): void {
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
