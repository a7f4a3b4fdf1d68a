/** A clock that runs, and that a test can put forward: fabric-gateway stamps proposals with the platform's `Date`. */
export class ShiftedDate {
  readonly #real = globalThis.Date;
  #offset = 0;

  constructor() {
    const real = this.#real;
    const now = (): number => real.now() + this.#offset;
    globalThis.Date = new Proxy(real, {
      construct: (target, args: [] | [number]) => new target(args.length === 0 ? now() : args[0]),
      get: (target, name, receiver): unknown => (name === 'now' ? now : Reflect.get(target, name, receiver)),
    });
  }

  pass(hours: number): void {
    this.#offset += hours * 3_600_000;
  }

  restore(): void {
    globalThis.Date = this.#real;
  }
}
