import { decodeBlock } from '../../blocks/decode.js';
import type { Block, TransactionEnvelope, Version } from '../../blocks/types.js';
import type { ChainHeight } from '../commit/chain-height.js';
import type { CommittedBlock } from '../commit/committer.js';
import type { BlockStore } from '../stores.js';

/** Bytes of recent blocks kept in memory: whoever follows the chain reads no disk. */
const LIMIT = 8 * 1024 * 1024;

/** Committed blocks, by number and as they come. */
export class BlockReader {
  readonly #blocks: BlockStore;
  readonly #height: ChainHeight;
  readonly #recent = new Map<bigint, Uint8Array>();
  #size = 0;

  constructor(blocks: BlockStore, height: ChainHeight) {
    this.#blocks = blocks;
    this.#height = height;
  }

  get height(): bigint {
    return this.#height.value;
  }

  remember({ block, bytes }: CommittedBlock): void {
    this.#recent.set(block.number, bytes);
    this.#size += bytes.length;
    for (const [number, { length }] of this.#recent) {
      if (this.#size <= LIMIT) break;
      this.#recent.delete(number);
      this.#size -= length;
    }
  }

  /** The serialized block; the caller asks only below the height. */
  async read(number: bigint): Promise<Uint8Array> {
    return this.#recent.get(number) ?? (await this.#blocks.read(number));
  }

  async decode(number: bigint): Promise<Block> {
    return decodeBlock(await this.read(number));
  }

  async transaction({ block, transaction }: Version): Promise<TransactionEnvelope> {
    const envelope = (await this.decode(block)).envelopes[transaction];
    if (envelope?.kind === 'transaction') return envelope;
    throw new Error(`block ${block.toString()} has no transaction ${transaction.toString()}`);
  }

  /** Every block from `start` on, waiting for those to come, until the signal aborts. */
  async *follow(start: bigint, signal: AbortSignal): AsyncGenerator<{ number: bigint; bytes: Uint8Array }> {
    for (let number = start; ; number += 1n) {
      await this.#height.reach(number, signal);
      yield { number, bytes: await this.read(number) };
    }
  }
}
