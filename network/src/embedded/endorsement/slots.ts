/** Lets a limited number of pieces of work run at a time, first come, first served. */
export class Slots {
  #free: number;
  #entered = 0;
  readonly #waiting: (() => void)[] = [];

  readonly #left: () => void;

  /** `left`: called whenever a piece of work is done. */
  constructor(count: number, left: () => void = () => undefined) {
    this.#free = count;
    this.#left = left;
  }

  /** Running and waiting together. */
  get entered(): number {
    return this.#entered;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#entered += 1;
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.#entered -= 1;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
      this.#left();
    }
  }
}
