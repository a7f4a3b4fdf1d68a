import { NodeSignatureVerifier } from '@onceledger/chaincode/crypto';
import {
  fail,
  OnceError,
  parseDigest,
  toBase64url,
  type PublicJwk,
  type SignatureVerifier,
} from '@onceledger/chaincode/domain';
import { cryptoCounters, type Block } from '@onceledger/network/blocks';
import { entryBytes } from '../evidence/entry.js';
import { Frontier, leafHash } from '../evidence/tree.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Finding } from '../read-model/types.js';
import { Replica } from '../replica/replica.js';
import type { BlockEffects } from '../replica/types.js';
import { CheckpointComparison } from './checkpoint-comparison.js';
import { MemoryChainStore } from './memory-chain-store.js';
import type { AuditOptions, AuditReport } from './types.js';

const VALID = 0;

/**
 * Walks a ledger from its genesis block and believes nobody: hash chain, block signatures, creators, endorsements against the
 * policy valid at that block, versions, commit hash, every record by its acts, the log and the checkpoints at hand.
 * A block that does not verify ends the walk: nothing after it can be judged.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const walk = new Walk(options);
  for await (const block of foreseen(options.blocks, walk)) if (!(await walk.take(block))) break;
  return walk.report();
}

/** The blocks that are committed now. @throws LEDGER_UNREACHABLE where fewer come than there are */
export async function* auditBlocks(ledger: Ledger): AsyncIterable<Block> {
  const height = await ledger.height();
  if (height === 0n) return;
  const ended = new AbortController();
  try {
    for await (const block of ledger.blocks(0n, ended.signal)) {
      yield block;
      if (block.number + 1n >= height) return;
    }
    throw fail('LEDGER_UNREACHABLE', `the blocks ended before height ${height}`);
  } finally {
    ended.abort();
  }
}

/** One block ahead: its signatures are verified in other threads while the block before is judged in this one. */
async function* foreseen(blocks: AsyncIterable<Block>, walk: Walk): AsyncIterable<Block> {
  let former: { readonly block: Block; readonly signatures: Promise<void> } | undefined;
  for await (const block of blocks) {
    const coming = { block, signatures: walk.foresee(block) };
    if (former !== undefined) {
      await former.signatures;
      yield former.block;
    }
    former = coming;
  }
  await former?.signatures;
  if (former !== undefined) yield former.block;
}

class Walk {
  readonly #options: AuditOptions;
  readonly #store = new MemoryChainStore();
  readonly #counters = cryptoCounters();
  readonly #acts = new CountingVerifier(new NodeSignatureVerifier());
  readonly #replica: Replica;
  readonly #log = new Frontier();
  readonly #checkpoints: CheckpointComparison;
  readonly #findings: Finding[] = [];
  #transactions = 0;
  #valid = 0;

  constructor(options: AuditOptions) {
    this.#options = options;
    const { consortium, ledger } = options;
    const store = this.#store;
    this.#replica = new Replica(
      { consortium, ledger, store, verifier: this.#acts },
      undefined,
      this.#counters,
    );
    this.#checkpoints = new CheckpointComparison(options.checkpoints ?? []);
  }

  foresee(block: Block): Promise<void> {
    return this.#replica.foresee(block);
  }

  /** False where the block does not verify. */
  async take(block: Block): Promise<boolean> {
    try {
      const effects = await this.#replica.take(block);
      this.#apply(effects);
      this.#replica.advance(block, effects);
    } catch (error) {
      if (!(error instanceof OnceError) || error.code !== 'BLOCK_INVALID') throw error;
      this.#findings.push({ block: this.#replica.height, detail: error.detail, rule: 'block' });
      return false;
    }
    const height = Number(this.#replica.height);
    this.#options.onProgress?.(height);
    return true;
  }

  report(): AuditReport {
    const blocks = Number(this.#replica.height);
    this.#checkpoints.end(blocks);
    return {
      blocks,
      bytes: this.#counters.bytes + this.#acts.bytes,
      findings: [...this.#findings, ...this.#checkpoints.findings],
      hashes: this.#counters.hashes,
      ledger: this.#options.ledger,
      log: { root: parseDigest(toBase64url(this.#log.root())), size: this.#log.size },
      records: this.#store.counts(),
      signatures: { acts: this.#acts.count, organizations: this.#counters.verifications },
      transactions: this.#transactions,
      valid: this.#valid,
    };
  }

  #apply(effects: BlockEffects): void {
    this.#store.apply(effects);
    this.#findings.push(...effects.findings);
    this.#transactions += effects.codes.length;
    this.#valid += effects.codes.filter((code) => code === VALID).length;
    for (const entry of effects.entries) this.#log.append(leafHash(entryBytes(entry)));
    this.#checkpoints.at(Number(effects.number) + 1, effects.commitHash, this.#log);
  }
}

class CountingVerifier implements SignatureVerifier {
  readonly #verifier: SignatureVerifier;
  count = 0;
  bytes = 0;

  constructor(verifier: SignatureVerifier) {
    this.#verifier = verifier;
  }

  verify(key: PublicJwk, message: Uint8Array, signature: Uint8Array): boolean {
    this.#counts(message);
    return this.#verifier.verify(key, message, signature);
  }

  verifyLater(key: PublicJwk, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    this.#counts(message);
    return this.#verifier.verifyLater(key, message, signature);
  }

  #counts({ length }: Uint8Array): void {
    this.count += 1;
    this.bytes += length;
  }
}
