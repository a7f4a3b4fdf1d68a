import { decodeBlock } from '../../blocks/decode.js';
import type { Block, VersionView } from '../../blocks/types.js';
import type { Collections } from '../chaincode/collections.js';
import type { BlockStore, StateUpdate } from '../stores.js';
import { writtenHashes } from './private-effects.js';

type Expired = StateUpdate['hashed'][number];

/**
 * blockToLive: what block `n` wrote into a collection is gone with block `n + blockToLive + 1`, unless it was written
 * again. This is the half that all peers agree on, the hashed keys; each private store removes the values itself. The
 * block that wrote them is read once more instead of keeping a schedule.
 */
export class Expiry {
  readonly #blocks: Pick<BlockStore, 'read'>;
  readonly #collections: () => Collections;
  readonly #view: VersionView;
  /** Blocks of the group under way, which cannot be read yet. */
  readonly #group = new Map<bigint, Block>();

  constructor(blocks: Pick<BlockStore, 'read'>, collections: () => Collections, view: VersionView) {
    this.#blocks = blocks;
    this.#collections = collections;
    this.#view = view;
  }

  /** A block of the group under way, with its validation codes. */
  remember(block: Block): void {
    this.#group.set(block.number, block);
  }

  /** The group can be read. */
  clear(): void {
    this.#group.clear();
  }

  /** What goes with block `number`, as deletions of hashed keys; nothing that the block itself writes again. */
  async expired(number: bigint, effects: StateUpdate): Promise<Expired[]> {
    const due: Expired[] = [];
    for (const { name, blockToLive } of this.#collections().expiring()) {
      const written = number - BigInt(blockToLive) - 1n;
      if (written >= 0n) due.push(...(await this.#stillThere(name, written, number)));
    }
    const again = new Set(effects.hashed.map(identity));
    return due.filter((entry) => !again.has(identity(entry)));
  }

  async #stillThere(collection: string, written: bigint, number: bigint): Promise<Expired[]> {
    const found: Expired[] = [];
    const block = this.#group.get(written) ?? decodeBlock(await this.#blocks.read(written));
    for (const { namespace, keyHash, version } of writtenHashes(block, collection)) {
      const present = await this.#view.hashedVersion(namespace, collection, keyHash);
      if (present?.block !== version.block || present.transaction !== version.transaction) continue;
      found.push({ namespace, collection, keyHash, version: { block: number, transaction: 0 } });
    }
    return found;
  }
}

function identity({ namespace, collection, keyHash }: Expired): string {
  return `${namespace}\0${collection}\0${Buffer.from(keyHash).toString('hex')}`;
}
