import { MerkleSummaryBuilder, hashedWrite, type RangeRead } from '@onceledger/network/blocks';
import { signerOf } from '@onceledger/network/identity';
import { material } from './channel.js';
import { definitionRead, put, transaction, type TransactionParts } from './transactions.js';
import {
  OTHER,
  PREPARED_AT,
  many,
  one,
  privateRead,
  privateWrites,
  writes,
  type ValidationCase,
} from './validation-case.js';

export const reads: ValidationCase[] = [
  one('a key as it stands', 'VALID', writes({ reads: [{ key: 'c', version: PREPARED_AT }], ...put('r1') })),
  one('an absent key', 'VALID', writes({ reads: [{ key: 'absent' }], ...put('r2') })),
  one('a key as it stood before', 'MVCC_READ_CONFLICT', writes({ reads: [{ key: 'b', version: OTHER }] })),
  one('a key absent before', 'MVCC_READ_CONFLICT', writes({ reads: [{ key: 'b' }] })),
  one('a key that is gone', 'MVCC_READ_CONFLICT', writes({ reads: [{ key: 'absent', version: OTHER }] })),
  one('an older definition', 'MVCC_READ_CONFLICT', {
    sets: [
      { ...definitionRead(), reads: [{ key: 'namespaces/fields/once/Sequence', version: OTHER }] },
      put('r3'),
    ],
  }),
  one('a private key as it stands', 'VALID', writes({ collections: [privateRead('x', PREPARED_AT)] })),
  one(
    'a private key as it stood before',
    'MVCC_READ_CONFLICT',
    writes({ collections: [privateRead('x', OTHER)] }),
  ),
  one('a private key absent before', 'MVCC_READ_CONFLICT', writes({ collections: [privateRead('x')] })),
];

function range(read: Partial<RangeRead>): Pick<TransactionParts, 'sets'> {
  const whole: RangeRead = { startKey: 'm', endKey: 'n', exhausted: true, reads: [], ...read };
  return writes({ ranges: [whole], ...put('q') });
}
const standing = (keys: readonly string[]): RangeRead['reads'] =>
  keys.map((key) => ({ key, version: PREPARED_AT }));

function summary(keys: readonly string[], maxDegree = 2): Pick<RangeRead, 'reads' | 'merkle'> {
  const builder = new MerkleSummaryBuilder(maxDegree);
  for (const key of keys) builder.add({ key, version: PREPARED_AT });
  return { reads: [], merkle: builder.done()! };
}

export const ranges: ValidationCase[] = [
  one('a range as it stands', 'VALID', range({ reads: standing(many(12)) })),
  one('an empty range', 'VALID', range({ startKey: 'x', endKey: 'y' })),
  one(
    'a range that ended early',
    'VALID',
    range({ endKey: 'm02', exhausted: false, reads: standing(many(3)) }),
  ),
  one('a range with one key less', 'PHANTOM_READ_CONFLICT', range({ reads: standing(many(11)) })),
  one('a range with one key more', 'PHANTOM_READ_CONFLICT', range({ reads: standing([...many(12), 'm99']) })),
  one('a range with an older version', 'PHANTOM_READ_CONFLICT', {
    ...range({ reads: [...standing(many(11)), { key: 'm11', version: OTHER }] }),
  }),
  one('a range that said it was empty', 'PHANTOM_READ_CONFLICT', range({})),
  one('a summarized range as it stands', 'VALID', range(summary(many(12)))),
  one('a summary of one key less', 'PHANTOM_READ_CONFLICT', range(summary(many(11)))),
  one('a summary of one key more', 'PHANTOM_READ_CONFLICT', range(summary([...many(12), 'm99']))),
];

const DUPLICATE_NONCE = Buffer.alloc(24, 7);
const FAILED_NONCE = Buffer.alloc(24, 8);
const FORGED_NONCE = Buffer.alloc(24, 9);
export const within: ValidationCase[] = [
  {
    name: 'a key read after it was written in the same block',
    transactions: [
      { code: 'VALID', envelope: () => transaction(writes(put('w1'))) },
      {
        code: 'MVCC_READ_CONFLICT',
        envelope: () => transaction(writes({ reads: [{ key: 'w1' }], ...put('w2') })),
      },
      { code: 'VALID', envelope: () => transaction(writes({ reads: [{ key: 'w2' }] })) },
    ],
  },
  {
    name: 'a key that an invalid transaction of the block would have written',
    transactions: [
      {
        code: 'ENDORSEMENT_POLICY_FAILURE',
        envelope: () => transaction({ endorsers: ['tax'], ...writes(put('w3')) }),
      },
      { code: 'VALID', envelope: () => transaction(writes({ reads: [{ key: 'w3' }] })) },
    ],
  },
  {
    name: 'a range into which the same block wrote',
    transactions: [
      { code: 'VALID', envelope: () => transaction(writes(put('z1'))) },
      { code: 'PHANTOM_READ_CONFLICT', envelope: () => transaction(range({ startKey: 'z', endKey: 'zz' })) },
    ],
  },
  {
    name: 'a range from which the same block deleted',
    transactions: [
      {
        code: 'VALID',
        envelope: () =>
          transaction(writes({ writes: [{ key: 'm03', deleted: true, value: new Uint8Array(0) }] })),
      },
      { code: 'PHANTOM_READ_CONFLICT', envelope: () => transaction(range({ reads: standing(many(12)) })) },
      {
        code: 'VALID',
        envelope: () => transaction(range({ reads: standing(many(12).filter((key) => key !== 'm03')) })),
      },
    ],
  },
  {
    name: 'a private key read after it was written in the same block',
    transactions: [
      { code: 'VALID', envelope: () => transaction(writes({ collections: [privateWrites('sealed', 'w')] })) },
      {
        code: 'MVCC_READ_CONFLICT',
        envelope: () => transaction(writes({ collections: [privateRead('w')] })),
      },
    ],
  },
  {
    name: 'one identifier twice in a block',
    transactions: [
      { code: 'VALID', envelope: () => transaction({ nonce: DUPLICATE_NONCE, ...writes(put('d1')) }) },
      {
        code: 'DUPLICATE_TXID',
        envelope: () => transaction({ nonce: DUPLICATE_NONCE, ...writes(put('d2')) }),
      },
    ],
  },
  one('an identifier of an earlier block', 'DUPLICATE_TXID', { nonce: DUPLICATE_NONCE }),
  one('one whose endorsement fails', 'ENDORSEMENT_POLICY_FAILURE', {
    nonce: FAILED_NONCE,
    endorsers: ['tax'],
  }),
  one('the identifier of the one that failed', 'DUPLICATE_TXID', { nonce: FAILED_NONCE }),
  one("somebody's identifier under a foreign signature", 'BAD_CREATOR_SIGNATURE', async () => ({
    nonce: FORGED_NONCE,
    signWith: signerOf((await material()).clients.commerce),
  })),
  one('the identifier that was forged before', 'DUPLICATE_TXID', { nonce: FORGED_NONCE }),
  {
    name: 'private data purged and written again',
    transactions: [
      {
        code: 'VALID',
        envelope: () =>
          transaction(
            writes({
              collections: [
                { ...privateWrites('sealed', 'x'), hashedWrites: [hashedWrite({ key: 'x', purged: true })] },
              ],
            }),
          ),
      },
      { code: 'VALID', envelope: () => transaction(writes({ collections: [privateWrites('sealed', 'x')] })) },
    ],
  },
];
