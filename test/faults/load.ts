import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DECLARER = fileURLToPath(new URL('./declarer.js', import.meta.url));
const PATIENCE = 120_000;

export type LoadMessage =
  | { readonly event: 'acknowledged'; readonly id: string }
  | { readonly event: 'refused'; readonly code: string };

/** A process that declares; what it was acknowledged is kept here. */
export class Load {
  readonly acknowledged: string[] = [];
  /** How often each refusal came. */
  readonly refused = new Map<string, number>();
  /** Milliseconds: the longest time without an acknowledgement since `mark`. */
  #longest = 0;
  #last = Date.now();
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(home: string, seed: number) {
    this.#child = fork(DECLARER, [home, String(seed)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        resolve();
      });
    });
    this.#child.on('message', (message: LoadMessage) => {
      this.#take(message);
    });
  }

  /** Until so many more were acknowledged. */
  async more(count: number): Promise<void> {
    const enough = this.acknowledged.length + count;
    const until = Date.now() + PATIENCE;
    while (this.acknowledged.length < enough) {
      if (Date.now() > until)
        throw new Error(`no further declarations: ${[...this.refused.keys()].join(', ')}`);
      await pause(20);
    }
  }

  /** From here on the longest pause is measured. */
  mark(): void {
    this.#longest = 0;
    this.#last = Date.now();
  }

  /** Seconds. */
  get longestPause(): number {
    return Math.round(Math.max(this.#longest, Date.now() - this.#last) / 100) / 10;
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.send('end');
    await this.#ended;
  }

  #take(message: LoadMessage): void {
    if (message.event === 'refused') {
      this.refused.set(message.code, (this.refused.get(message.code) ?? 0) + 1);
      return;
    }
    this.acknowledged.push(message.id);
    this.#longest = Math.max(this.#longest, Date.now() - this.#last);
    this.#last = Date.now();
  }
}
