import { fail } from '@onceledger/chaincode/domain';
import { BlockUpdates } from './block-updates.js';
import type { ChannelConfiguration } from './channel-configuration.js';
import { CODES } from './codes.js';
import { computeCommitHash } from './commit-hash.js';
import type { ChaincodeDefinitions } from './definitions.js';
import { checkEndorsements } from './endorsement-check.js';
import { foreseeSignatures } from './foresee.js';
import { proposalHash } from './encode-transaction.js';
import { transactionId, type CryptoCounters } from './hashes.js';
import { checkReads } from './mvcc.js';
import type {
  Block,
  Envelope,
  MalformedEnvelope,
  TransactionEnvelope,
  Validation,
  VersionView,
} from './types.js';
import { EMPTY } from './wire.js';

export interface ValidatorOptions {
  readonly counters?: CryptoCounters;
  /** Of the last block before those to be validated; empty before block 1. */
  readonly commitHash?: Uint8Array;
}

/**
 * Decides which transactions of a block take effect, as Fabric's peers do (2.x and 3.x, state in LevelDB): the same codes
 * in the same order of checks, and the same commit hash. One block after the other: `validate`, make its effects visible
 * in the view, `advance`. That the block itself is genuine is `verifyBlock`'s question. docs/spec/validation.md.
 */
export class BlockValidator {
  #config: ChannelConfiguration;
  readonly #definitions: ChaincodeDefinitions;
  readonly #view: VersionView;
  readonly #counters: CryptoCounters | undefined;
  #commitHash: Uint8Array;
  /** What a config block under validation brings. */
  #next: { readonly number: bigint; readonly config: ChannelConfiguration } | undefined;

  constructor(
    config: ChannelConfiguration,
    definitions: ChaincodeDefinitions,
    view: VersionView,
    options: ValidatorOptions = {},
  ) {
    this.#config = config;
    this.#definitions = definitions;
    this.#view = view;
    this.#counters = options.counters;
    this.#commitHash = options.commitHash ?? EMPTY;
  }

  /** The configuration that the next block is judged by. */
  get config(): ChannelConfiguration {
    return this.#config;
  }

  get definitions(): ChaincodeDefinitions {
    return this.#definitions;
  }

  /** Of the last block that `advance` took. */
  get commitHash(): Uint8Array {
    return this.#commitHash;
  }

  /**
   * Verifies in other threads, side by side, the signatures that `validate` will ask for, and remembers those that hold.
   * Decides nothing: whatever it missed, `validate` verifies by itself.
   */
  async foresee({ envelopes, number }: Block): Promise<void> {
    if (number === 0n) return;
    await Promise.all(envelopes.map((envelope) => foreseeSignatures(envelope, this.#config, this.#counters)));
  }

  /**
   * Changes nothing, so that a block can be judged again.
   * @throws BLOCK_INVALID where the block holds what no validator here may pass over: an unreadable configuration or
   * definition, key-level endorsement
   */
  async validate(block: Block): Promise<Validation> {
    // Nobody validates a genesis block: it is what the channel trusts.
    if (block.number === 0n) return { codes: Uint8Array.of(CODES.VALID), commitHash: EMPTY };
    const codes = Uint8Array.from(await this.#transactionCodes(block));
    markRepeated(block, codes);
    const updates = await this.#checkReads(block, codes);
    return { codes, commitHash: computeCommitHash(codes, updates, this.#commitHash, this.#counters) };
  }

  /** Takes over a validated block's configuration, definitions and commit hash. */
  advance(block: Block, { codes, commitHash }: Validation): void {
    if (this.#next?.number === block.number) this.#config = this.#next.config;
    this.#next = undefined;
    this.#definitions.apply(block, codes);
    this.#commitHash = commitHash;
  }

  async #transactionCodes(block: Block): Promise<number[]> {
    const codes: number[] = [];
    for (const envelope of block.envelopes) codes.push(await this.#code(envelope, block));
    return codes;
  }

  async #code(envelope: Envelope, block: Block): Promise<number> {
    if (envelope.kind === 'malformed' && isUnreadable(envelope)) return envelope.code;
    if (envelope.nonce.length === 0 || envelope.creator.bytes.length === 0) return CODES.BAD_COMMON_HEADER;
    if (!this.#creatorSigned(envelope)) return CODES.BAD_CREATOR_SIGNATURE;
    if (envelope.kind === 'config') return this.#configCode(block);
    if (envelope.kind === 'malformed' && envelope.code === CODES.UNSUPPORTED_TX_PAYLOAD) return envelope.code;
    return this.#endorsedCode(envelope, block);
  }

  async #endorsedCode(envelope: TransactionEnvelope | MalformedEnvelope, block: Block): Promise<number> {
    const id = transactionId(envelope.nonce, envelope.creator.bytes, this.#counters);
    if (envelope.transactionId !== id) return CODES.BAD_PROPOSAL_TXID;
    const { proposal } = envelope;
    if (proposal === undefined) return CODES.INVALID_ENDORSER_TRANSACTION;
    if (Buffer.compare(proposalHash(proposal, this.#counters), proposal.hash) !== 0)
      return CODES.INVALID_ENDORSER_TRANSACTION;
    if (await this.#view.hasTransaction(id)) return CODES.DUPLICATE_TXID;
    if (envelope.kind === 'malformed') return envelope.code;
    this.#refuseKeyLevel(envelope, block);
    return checkEndorsements(envelope, this.#config, this.#definitions, this.#counters);
  }

  /** A creator of another channel is none of this one's. */
  #creatorSigned({ channel, creator, payload, signature }: Envelope): boolean {
    const member = channel === this.#config.channel ? this.#config.member(creator) : undefined;
    return member?.fault === undefined && member?.verify(payload, signature, this.#counters) === true;
  }

  #configCode(block: Block): number {
    this.#next = { number: block.number, config: this.#config.next(block, this.#counters) };
    return CODES.VALID;
  }

  #refuseKeyLevel({ readWriteSets }: TransactionEnvelope, block: Block): void {
    const found = readWriteSets.some(
      (set) => set.metadataWrites === true || set.collections.some((one) => one.metadataWrites === true),
    );
    if (found) throw fail('BLOCK_INVALID', `block ${block.number}: key-level endorsement is not supported`);
  }

  /** In order: what a valid transaction wrote, the next ones of the block must not have read. */
  async #checkReads(block: Block, codes: Uint8Array): Promise<BlockUpdates> {
    const updates = new BlockUpdates();
    for (const [index, envelope] of block.envelopes.entries()) {
      if (envelope.kind !== 'transaction' || codes[index] !== CODES.VALID) continue;
      codes[index] = await checkReads(envelope.readWriteSets, this.#view, updates);
      if (codes[index] === CODES.VALID)
        updates.apply(envelope.readWriteSets, { block: block.number, transaction: index });
    }
    return updates;
  }
}

/** Refused by Fabric before it looks who signed. */
function isUnreadable({ code, payload }: MalformedEnvelope): boolean {
  return payload.length === 0 || code === CODES.BAD_PAYLOAD || code === CODES.BAD_COMMON_HEADER;
}

/** Of several with one identifier in a block, the first valid one counts. */
function markRepeated(block: Block, codes: Uint8Array): void {
  const seen = new Set<string>();
  for (const [index, envelope] of block.envelopes.entries()) {
    if (envelope.kind !== 'transaction' || codes[index] !== CODES.VALID) continue;
    if (seen.has(envelope.transactionId)) codes[index] = CODES.DUPLICATE_TXID;
    seen.add(envelope.transactionId);
  }
}
