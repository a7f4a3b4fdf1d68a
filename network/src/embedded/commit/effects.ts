import { CODES } from '../../blocks/codes.js';
import type { Block, CollectionReadWriteSet, TransactionEnvelope, Version } from '../../blocks/types.js';
import type { StateUpdate } from '../stores.js';

type PublicWrite = StateUpdate['writes'][number];
type HashedWrite = StateUpdate['hashed'][number];

/** A transaction that took effect, with its place. */
export interface ValidTransaction {
  readonly envelope: TransactionEnvelope;
  readonly version: Version;
}

export function* validTransactions(block: Block, codes: Uint8Array): Generator<ValidTransaction> {
  for (const [index, envelope] of block.envelopes.entries()) {
    if (codes[index] !== CODES.VALID || envelope.kind !== 'transaction') continue;
    yield { envelope, version: { block: block.number, transaction: index } };
  }
}

/** What a validated block does to the state; a later transaction of the block overrides an earlier one. */
export function effectsOf(block: Block, codes: Uint8Array): StateUpdate {
  const writes: PublicWrite[] = [];
  const hashed: HashedWrite[] = [];
  for (const { envelope, version } of validTransactions(block, codes)) {
    for (const set of envelope.readWriteSets) {
      const { namespace } = set;
      for (const { key, deleted, value } of set.writes) {
        writes.push({ namespace, key, version, ...(deleted || value.length === 0 ? {} : { value }) });
      }
      for (const collection of set.collections) {
        hashed.push(...hashedEffects(namespace, collection, version));
      }
    }
  }
  const transactions = transactionsOf(block, codes);
  return { height: block.number + 1n, hash: block.hash, writes, hashed, transactions };
}

function hashedEffects(
  namespace: string,
  { collection, hashedWrites }: CollectionReadWriteSet,
  version: Version,
): HashedWrite[] {
  return hashedWrites.map(({ keyHash, valueHash, deleted }) => ({
    namespace,
    collection,
    keyHash,
    version,
    ...(deleted || valueHash.length === 0 ? {} : { valueHash }),
  }));
}

/** The first transaction of an identifier stands; duplicates are not indexed. */
function transactionsOf(block: Block, codes: Uint8Array): StateUpdate['transactions'] {
  return block.envelopes.flatMap(({ transactionId }, index) => {
    const code = codes[index] ?? CODES.NOT_VALIDATED;
    if (transactionId === '' || code === CODES.DUPLICATE_TXID) return [];
    return [{ transactionId, block: block.number, index, code }];
  });
}
