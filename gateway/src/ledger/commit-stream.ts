import type { Network } from '@hyperledger/fabric-gateway';

/** How one transaction ended. */
export interface CommitStatus {
  /** TxValidationCode. */
  readonly code: number;
  readonly block: bigint;
}
type Stream = Awaited<ReturnType<Network['getFilteredBlockEvents']>>;

/**
 * Commit status of every transaction in flight from one stream of filtered blocks instead of one CommitStatus call a
 * transaction. It starts at the height before the first submit, so that no commit can be missed; where it breaks, those
 * who wait are told and ask by CommitStatus.
 */
export class CommitStream {
  readonly #network: Network;
  readonly #height: () => Promise<bigint>;
  readonly #waiting = new Map<
    string,
    { resolve: (status: CommitStatus) => void; reject: (error: unknown) => void }
  >();
  #starting: Promise<void> | undefined;
  #stream: Stream | undefined;
  #closed = false;

  constructor(network: Network, height: () => Promise<bigint>) {
    this.#network = network;
    this.#height = height;
  }

  /** Resolves when the stream delivers everything committed from now on. */
  ready(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Call before the submit. Rejects where the stream breaks: then nobody but CommitStatus knows. */
  wait(transactionId: string): Promise<CommitStatus> {
    const waited = new Promise<CommitStatus>((resolve, reject) => {
      if (this.#stream === undefined) reject(new Error('there is no stream'));
      else this.#waiting.set(transactionId, { resolve, reject });
    });
    // Whoever gave up waiting must not turn a broken stream into an unhandled rejection.
    waited.catch(() => undefined);
    return waited;
  }

  forget(transactionId: string): void {
    this.#waiting.delete(transactionId);
  }

  close(): void {
    this.#closed = true;
    const stream = this.#stream;
    this.#break(new Error('closed'));
    stream?.close();
  }

  async #start(): Promise<void> {
    try {
      const startBlock = await this.#height();
      const stream = await this.#network.getFilteredBlockEvents({ startBlock });
      if (this.#closed) {
        stream.close();
        throw new Error('closed');
      }
      this.#stream = stream;
      void this.#follow(stream);
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async #follow(stream: Stream): Promise<void> {
    try {
      for await (const block of stream) {
        const number = BigInt(block.getNumber());
        for (const transaction of block.getFilteredTransactionsList())
          this.#settle(transaction.getTxid(), { code: transaction.getTxValidationCode(), block: number });
      }
      this.#break(new Error('the stream ended'));
    } catch (error) {
      this.#break(error);
    }
  }

  #settle(transactionId: string, status: CommitStatus): void {
    this.#waiting.get(transactionId)?.resolve(status);
    this.#waiting.delete(transactionId);
  }

  /** The next `ready` opens a new stream. */
  #break(error: unknown): void {
    this.#stream = undefined;
    if (!this.#closed) this.#starting = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
