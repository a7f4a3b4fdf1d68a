import { decodeBlock } from '../../blocks/decode.js';
import type { ChaincodeDefinitions } from '../../blocks/definitions.js';
import type { Collections } from '../chaincode/collections.js';
import { applyBlock, withExpiry } from '../commit/committer.js';
import { effectsOf } from '../commit/effects.js';
import type { Expiry } from '../commit/expiry.js';
import { privateEffects } from '../commit/private-effects.js';
import { type LedgerFiles, replay } from '../recovery.js';
import type { StateStore } from '../stores.js';

export interface ReplayFacts {
  readonly files: LedgerFiles;
  readonly state: StateStore;
  readonly definitions: ChaincodeDefinitions;
  readonly collections: () => Collections;
  readonly expiry: Expiry;
  readonly onProgress?: (done: bigint, total: bigint) => void;
}

/** Brings the state up to the blocks: the codes stand in them, so nothing is validated again. */
export async function replayBlocks(facts: ReplayFacts): Promise<void> {
  const { files, state, definitions, collections, expiry, onProgress } = facts;
  const total = files.blocks.height;
  await replay(state, files.blocks, async (bytes) => {
    const block = decodeBlock(bytes);
    const codes = block.metadata.validationCodes;
    const update = await withExpiry(effectsOf(block, codes), block.number, expiry);
    await applyBlock(files, state, block.number, update, privateEffects(block, codes, collections()));
    definitions.apply(block, codes);
    onProgress?.(block.number + 1n, total);
  });
}
