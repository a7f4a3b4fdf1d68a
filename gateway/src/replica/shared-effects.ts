import type { Block } from '@onceledger/network/blocks';
import type { BlockEffects } from './types.js';

interface Taken {
  readonly bytes: Uint8Array;
  readonly effects: Promise<BlockEffects>;
}

/** Blocks kept for gateways that lag behind. */
const BLOCKS = 16;

/**
 * Gateways of one process judge each block once: what a block changes is a function of the chain up to it and of nothing
 * else. Only replicas that stand at the same place and were given the very same bytes share; a gateway alone, or one whose
 * predecessor failed, judges by itself.
 */
export class SharedEffects {
  readonly #taken = new Map<string, Taken>();

  async of(standing: string, block: Block, take: () => Promise<BlockEffects>): Promise<BlockEffects> {
    const known = this.#taken.get(standing);
    if (known === undefined || Buffer.compare(known.bytes, block.bytes) !== 0)
      return this.#take(standing, block, take);
    return known.effects.catch(() => take());
  }

  #take(standing: string, { bytes }: Block, take: () => Promise<BlockEffects>): Promise<BlockEffects> {
    const effects = take();
    this.#taken.set(standing, { bytes, effects });
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > BLOCKS && oldest !== undefined) this.#taken.delete(oldest);
    return effects;
  }
}
