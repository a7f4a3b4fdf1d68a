import type { Envelope } from '../../blocks/types.js';
import type { BlockSettings } from '../../consortium.js';
import type { CommittedGroup } from './committer.js';

export interface OrdererFacts {
  readonly settings: BlockSettings;
  readonly commit: (batches: readonly (readonly Envelope[])[]) => Promise<CommittedGroup>;
  /** After a group is durable. */
  readonly committed: (group: CommittedGroup) => void;
  /** A commit failed: nothing further is ordered until a restart. */
  readonly failed: (failure: Error) => void;
  /** Endorsements under way now: transactions that are about to come. */
  readonly coming: () => number;
}

/** Milliseconds that a group waits at most for transactions about to come. */
const PATIENCE = 100;

/**
 * The queue in front of the commit. A group is everything queued when the former group is durable. Alone, a transaction
 * waits for nothing; while more are being endorsed than are queued, a group waits for them, as they cost the same syncs.
 */
export class Orderer {
  readonly #facts: OrdererFacts;
  #queue: Envelope[] = [];
  #since = 0;
  #running: Promise<void> | undefined;
  #failure: Error | undefined;
  #closing = false;
  #wake: (() => void) | undefined;

  constructor(facts: OrdererFacts) {
    this.#facts = facts;
  }

  /** Why nothing is ordered any more. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** No further envelopes are taken. */
  get closing(): boolean {
    return this.#closing;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  submit(envelope: Envelope): void {
    if (this.#queue.length === 0) this.#since = performance.now();
    this.#queue.push(envelope);
    this.#running ??= this.#run();
    this.poke();
  }

  /** Something changed that a waiting group may have waited for. */
  poke(): void {
    if (this.#mayCut()) this.#wake?.();
  }

  /** Commits what is queued, then resolves. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop: whoever submits in the same turn shares the group.
    await new Promise(setImmediate);
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        const group = this.#queue;
        this.#queue = [];
        this.#facts.committed(await this.#facts.commit(cut(group, this.#facts.settings)));
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#queue = [];
      this.#facts.failed(this.#failure);
    } finally {
      this.#running = undefined;
    }
  }

  async #gather(): Promise<void> {
    if (this.#mayCut()) return;
    const remaining = PATIENCE - (performance.now() - this.#since);
    if (remaining <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, remaining);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #mayCut(): boolean {
    return (
      this.#closing ||
      this.#queue.length >= this.#facts.coming() ||
      this.#queue.length >= this.#facts.settings.maxTransactions
    );
  }
}

/** Splits a group into blocks within the consortium's limits. */
export function cut(group: readonly Envelope[], { maxTransactions, maxBytes }: BlockSettings): Envelope[][] {
  const batches: Envelope[][] = [];
  let batch: Envelope[] = [];
  let size = 0;
  for (const envelope of group) {
    if (batch.length > 0 && (batch.length >= maxTransactions || size + envelope.bytes.length > maxBytes)) {
      batches.push(batch);
      batch = [];
      size = 0;
    }
    batch.push(envelope);
    size += envelope.bytes.length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
