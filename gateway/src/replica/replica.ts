import { fail, timestampOf, toBase64url } from '@onceledger/chaincode/domain';
import {
  BlockValidator,
  ChaincodeDefinitions,
  ChannelConfiguration,
  codeName,
  verifyBlock,
  type Block,
  type CryptoCounters,
  type Validation,
} from '@onceledger/network/blocks';
import { entriesOf } from '../evidence/entry.js';
import type { Finding, TransactionRow } from '../read-model/types.js';
import { BlockChanges } from './changes.js';
import type { BlockEffects, ReplicaOptions } from './types.js';

/** Where a replica goes on after a restart. */
export interface Resumption {
  readonly previous: Pick<Block, 'number' | 'hash'>;
  readonly commitHash: Uint8Array;
  /** The latest config block. */
  readonly config: Block;
  readonly definitions: ChaincodeDefinitions;
}

/**
 * Follows a ledger and believes nobody: verifies every block, validates its transactions as Fabric's peers do, judges every
 * record by its acts. The same for a gateway's read model and for an audit. Call `take`, make the effects visible in the
 * store, then `advance`.
 */
export class Replica {
  readonly #options: ReplicaOptions;
  readonly #counters: CryptoCounters | undefined;
  #validator: BlockValidator | undefined;
  #previous: Pick<Block, 'number' | 'hash'> | undefined;

  constructor(options: ReplicaOptions, resumption?: Resumption, counters?: CryptoCounters) {
    this.#options = options;
    this.#counters = counters;
    if (resumption === undefined) return;
    const { commitHash, config, definitions, previous } = resumption;
    this.#previous = previous;
    this.#validator = this.#newValidator(ChannelConfiguration.fromBlock(config), definitions, commitHash);
  }

  /** Height: number of the block that comes next. */
  get height(): bigint {
    return this.#previous === undefined ? 0n : this.#previous.number + 1n;
  }

  /** Changes nothing but memory of parsed things. @throws BLOCK_INVALID where the block is not the ledger's next one */
  async take(block: Block): Promise<BlockEffects> {
    const validator = this.#validator ?? this.#begin(block);
    verifyBlock(block, this.#previous, validator.config, this.#counters);
    await validator.foresee(block);
    const validation = await validator.validate(block);
    const { changes, findings, hashed, writes } = await new BlockChanges(this.#options).take(
      block,
      validation.codes,
    );
    this.#validator = validator;
    return {
      ...validation,
      ...(isConfig(block) ? { config: block.bytes } : {}),
      changes,
      entries: entriesOf(block, validation.codes),
      findings: [...differences(block, validation), ...findings],
      hash: block.hash,
      hashed,
      number: block.number,
      transactions: transactionsOf(block, validation.codes),
      writes: [...writes.values()],
    };
  }

  /** Verifies, and remembers, signatures that `take` will ask for. Changes nothing, and judges nothing. */
  async foresee(block: Block): Promise<void> {
    await this.#validator?.foresee(block);
  }

  /** What the effects of the next block follow from: equal for replicas that took the same blocks. */
  get standing(): string {
    const { consortium, ledger } = this.#options;
    const previous = this.#previous === undefined ? '' : toBase64url(this.#previous.hash);
    const commitHash = toBase64url(this.#validator?.commitHash ?? new Uint8Array(0));
    return `${ledger} ${consortium} ${this.height} ${previous} ${commitHash}`;
  }

  /** Once the effects are in the store. */
  advance(block: Block, validation: Validation): void {
    // The effects can come from another replica of this process: see SharedEffects.
    this.#validator ??= this.#begin(block);
    this.#validator.advance(block, validation);
    this.#previous = { hash: block.hash, number: block.number };
  }

  /** The genesis block is signed by nobody: its hash is part of the ledger's name. */
  #begin(block: Block): BlockValidator {
    const [, digest] = this.#options.ledger.split(':');
    if (block.number !== 0n || toBase64url(block.hash) !== digest)
      throw fail(
        'BLOCK_INVALID',
        `block ${block.number} is not the genesis block of ${this.#options.ledger}`,
      );
    return this.#newValidator(ChannelConfiguration.fromBlock(block), new ChaincodeDefinitions());
  }

  #newValidator(
    config: ChannelConfiguration,
    definitions: ChaincodeDefinitions,
    commitHash?: Uint8Array,
  ): BlockValidator {
    return new BlockValidator(config, definitions, this.#options.store, {
      ...(commitHash === undefined ? {} : { commitHash }),
      ...(this.#counters === undefined ? {} : { counters: this.#counters }),
    });
  }
}

function isConfig({ envelopes }: Block): boolean {
  return envelopes.some(({ kind }) => kind === 'config');
}

/** What the node that served the block says of it, against one's own result: in Fabric nobody signs these. */
function differences({ metadata, number }: Block, { codes, commitHash }: Validation): Finding[] {
  const found: Finding[] = [];
  for (const [transaction, code] of codes.entries()) {
    const said = metadata.validationCodes[transaction];
    if (said !== code)
      found.push({
        block: number,
        detail: `the node says ${said === undefined ? 'nothing' : codeName(said)}, validation says ${codeName(code)}`,
        rule: 'validation-code',
        transaction,
      });
  }
  if (Buffer.compare(metadata.commitHash, commitHash) !== 0)
    found.push({ block: number, detail: 'the commit hash of the node is another one', rule: 'commit-hash' });
  return found;
}

function transactionsOf({ envelopes, number }: Block, codes: Uint8Array): TransactionRow[] {
  return envelopes.flatMap((envelope, index) =>
    envelope.transactionId === ''
      ? []
      : [
          {
            block: number,
            code: codes[index] ?? 255,
            creator: envelope.creator.mspId,
            index,
            timestamp: timestampOf(envelope.timestamp.getTime()),
            transactionId: envelope.transactionId,
          },
        ],
  );
}
