import { OnceError } from '@onceledger/chaincode/domain';
import { blockMetadata, sealBlock, signBlockMetadata } from '../../blocks/encode.js';
import { dataHash, headerHash } from '../../blocks/hashes.js';
import type { Signer } from '../../blocks/signer.js';
import { decodeBlock } from '../../blocks/decode.js';
import type { Block, Envelope } from '../../blocks/types.js';
import type { BlockValidator } from '../../blocks/validator.js';
import { EMPTY } from '../../blocks/wire.js';
import type { Collections } from '../chaincode/collections.js';
import type { TransientStore } from '../endorsement/transient-store.js';
import type { NodeCounters } from '../node.js';
import type { LedgerFiles } from '../recovery.js';
import type { MissingEntry, PrivateEntry, StateStore, StateUpdate } from '../stores.js';
import { effectsOf } from './effects.js';
import type { Expiry } from './expiry.js';
import type { PendingView } from './pending-view.js';
import { type PrivateEffects, privateEffects } from './private-effects.js';
import type { ReadWriteLock } from './read-write-lock.js';

export interface CommitterFacts {
  readonly files: LedgerFiles;
  readonly state: StateStore;
  readonly transients: TransientStore;
  /** By the definition that is valid now. */
  readonly collections: () => Collections;
  readonly expiry: Expiry;
  readonly view: PendingView;
  readonly lock: ReadWriteLock;
  readonly validator: BlockValidator;
  readonly orderer: Signer;
  readonly counters: NodeCounters;
  /** Header hash of the last committed block. */
  readonly lastHash: Uint8Array;
}

/** A block as committed: sealed bytes with validation codes and commit hash. */
export interface CommittedBlock {
  readonly block: Block;
  readonly bytes: Uint8Array;
  readonly codes: Uint8Array;
}
export interface CommittedGroup {
  readonly blocks: readonly CommittedBlock[];
  /** In no block; nothing became of them. */
  readonly refused: readonly RefusedEnvelope[];
}
export interface RefusedEnvelope {
  readonly envelope: Envelope;
  readonly reason: OnceError;
}
interface PreparedBlock extends CommittedBlock {
  readonly update: StateUpdate;
  readonly privately: ReadonlyMap<string, PrivateEffects>;
}

/**
 * Makes a group of blocks durable: private write sets, then blocks, then the head, each with one sync for the whole
 * group; then the state, which replay could rebuild. Only when `commit` returns may anybody be told.
 */
export class Committer {
  readonly #facts: CommitterFacts;
  #previous: { number: bigint; hash: Uint8Array };

  constructor(facts: CommitterFacts) {
    this.#facts = facts;
    this.#previous = { number: facts.files.blocks.height - 1n, hash: facts.lastHash };
  }

  async commit(batches: readonly (readonly Envelope[])[]): Promise<CommittedGroup> {
    const prepared: PreparedBlock[] = [];
    const refused: RefusedEnvelope[] = [];
    const coming = [...batches];
    for (let batch = coming.shift(); batch; batch = coming.shift()) {
      const outcome = await this.#try(batch);
      if (!('reason' in outcome)) prepared.push(outcome);
      else if (batch.length > 1) coming.unshift(...batch.map((envelope) => [envelope]));
      else refused.push(...batch.map((envelope) => ({ envelope, reason: outcome.reason })));
    }
    return { blocks: await this.#finish(prepared), refused };
  }

  /** What no validator may pass over must not come into a block, or the chain would end there for everybody. */
  async #try(batch: readonly Envelope[]): Promise<PreparedBlock | { readonly reason: OnceError }> {
    const before = this.#previous;
    try {
      return await this.#prepare(this.#assemble(batch));
    } catch (error) {
      if (!(error instanceof OnceError) || error.code !== 'BLOCK_INVALID') throw error;
      this.#previous = before;
      return { reason: error };
    }
  }

  /** The first block of all: it comes as it is, and nobody signs it. */
  async commitGenesis(bytes: Uint8Array): Promise<void> {
    const block = decodeBlock(bytes);
    this.#previous = block;
    await this.#finish([await this.#prepare(block)]);
  }

  async #finish(prepared: PreparedBlock[]): Promise<CommittedBlock[]> {
    if (prepared.length === 0) return prepared;
    await this.#persist(prepared);
    await this.#facts.lock.write(() => this.#apply(prepared));
    return prepared;
  }

  async #prepare(block: Block): Promise<PreparedBlock> {
    const { view, validator, collections, transients, expiry, counters } = this.#facts;
    const validation = await validator.validate(block);
    const effects = effectsOf(block, validation.codes);
    const update = await withExpiry(effects, block.number, expiry);
    view.add(update);
    expiry.remember({ ...block, metadata: { ...block.metadata, validationCodes: validation.codes } });
    validator.advance(block, validation);
    counters.blocks += 1;
    counters.transactions += block.envelopes.length;
    return {
      block,
      bytes: sealBlock(block, validation),
      codes: validation.codes,
      update,
      privately: privateEffects(block, validation.codes, collections(), transients),
    };
  }

  #assemble(envelopes: readonly Envelope[]): Block {
    const { orderer, counters } = this.#facts;
    const number = this.#previous.number + 1n;
    const previousHash = this.#previous.hash;
    const data = dataHash(
      envelopes.map(({ bytes }) => bytes),
      counters,
    );
    const hash = headerHash(number, previousHash, data, counters);
    this.#previous = { number, hash };
    const lastConfig = 0n;
    const signatures = signBlockMetadata({ number, previousHash, dataHash: data, lastConfig }, orderer);
    const elements = blockMetadata({ signatures, lastConfig });
    return {
      number,
      previousHash,
      dataHash: data,
      hash,
      envelopes,
      metadata: {
        signatures: [],
        signedValue: EMPTY,
        lastConfig,
        validationCodes: EMPTY,
        commitHash: EMPTY,
        elements,
      },
      bytes: EMPTY,
    };
  }

  /** An organization without private data in the group is not touched. */
  #persist(prepared: readonly PreparedBlock[]): Promise<void> {
    const privates = new Map<string, { entries: PrivateEntry[]; missing: MissingEntry[] }>();
    for (const { privately } of prepared) {
      for (const [organization, { entries, missing }] of privately) {
        const all = privates.get(organization) ?? { entries: [], missing: [] };
        all.entries.push(...entries);
        all.missing.push(...missing);
        privates.set(organization, all);
      }
    }
    return this.#facts.files.commit({ privates, blocks: prepared.map(({ bytes }) => bytes) });
  }

  async #apply(prepared: readonly PreparedBlock[]): Promise<void> {
    const { state, view, files, transients, expiry } = this.#facts;
    for (const { block, update, privately } of prepared) {
      await applyBlock(files, state, block.number, update, privately);
      for (const { transactionId } of block.envelopes) transients.remove(transactionId);
    }
    view.clear();
    expiry.clear();
  }
}

/** A block's effects, and before them what expires with it. */
export async function withExpiry(effects: StateUpdate, number: bigint, expiry: Expiry): Promise<StateUpdate> {
  return { ...effects, hashed: [...(await expiry.expired(number, effects)), ...effects.hashed] };
}

/** Private values first: a replay, which follows the state, repeats them without harm. */
export async function applyBlock(
  files: LedgerFiles,
  state: StateStore,
  number: bigint,
  update: StateUpdate,
  privately: ReadonlyMap<string, PrivateEffects>,
): Promise<void> {
  for (const [organization, store] of files.privates) {
    await store.publish(number + 1n);
    const purges = privately.get(organization)?.purges ?? [];
    if (purges.length > 0) await store.purge(purges, number);
  }
  await state.apply(update);
}
