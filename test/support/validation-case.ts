import { createHash } from 'node:crypto';
import {
  hashedWrite,
  type CodeName,
  type CollectionReadWriteSet,
  type NamespaceReadWriteSet,
} from '@onceledger/network/blocks';
import { transaction, type TransactionParts } from './transactions.js';

/** One block: what each of its transactions must be found to be. */
export interface ValidationCase {
  readonly name: string;
  /** A peer ends on it (3.1.5), which its orderers spare it: only our validator judges it. */
  readonly endsPeers?: true;
  readonly transactions: readonly { readonly code: CodeName; readonly envelope: () => Promise<Uint8Array> }[];
}

/** Version of what `PREPARED` wrote: the block after the definition. */
export const PREPARED_AT = { block: 2n, transaction: 0 };
export const OTHER = { block: 1n, transaction: 7 };

/** Block 2, on which the cases stand. */
export const PREPARED: TransactionParts = {
  endorsers: ['tax', 'commerce', 'market-regulation'],
  sets: [
    {
      writes: ['a', 'b', 'c', ...many(12)].map((key) => ({ key, deleted: false, value: Buffer.from(key) })),
      collections: [privateWrites('sealed', 'x'), privateWrites('_implicit_org_tax', 'x')],
    },
  ],
};

export function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `m${String(index).padStart(2, '0')}`);
}

export function privateWrites(collection: string, key: string): CollectionReadWriteSet {
  return {
    collection,
    hashedReads: [],
    hashedWrites: [hashedWrite({ key, value: Buffer.from('secret') })],
    privateHash: createHash('sha256').update(key).digest(),
  };
}

export function privateRead(
  key: string,
  version?: { block: bigint; transaction: number },
): CollectionReadWriteSet {
  const keyHash = createHash('sha256').update(key).digest();
  const read = version === undefined ? { keyHash } : { keyHash, version };
  return { collection: 'sealed', hashedReads: [read], hashedWrites: [], privateHash: new Uint8Array(0) };
}

/** Stands first in each block: a peer reads the channel's name from the first transaction. */
const FIRST = { code: 'VALID', envelope: () => transaction({ sets: [{}] }) } as const;

export function one(
  name: string,
  code: CodeName,
  parts: TransactionParts | (() => Promise<TransactionParts>),
): ValidationCase {
  const envelope = async (): Promise<Uint8Array> =>
    transaction(typeof parts === 'function' ? await parts() : parts);
  return { name, transactions: [FIRST, { code, envelope }] };
}

export const writes = (set: Partial<NamespaceReadWriteSet>): Pick<TransactionParts, 'sets'> => ({
  sets: [set],
});
