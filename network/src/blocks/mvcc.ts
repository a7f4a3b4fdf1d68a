import type { BlockUpdates } from './block-updates.js';
import { CODES } from './codes.js';
import { rangeIsUnchanged, sameVersion } from './range-check.js';
import type { CollectionReadWriteSet, NamespaceReadWriteSet, VersionView } from './types.js';

/**
 * Whether everything a transaction read still stands as it read it: committed state, and what valid transactions
 * before it in the block wrote. Answers VALID, MVCC_READ_CONFLICT or PHANTOM_READ_CONFLICT, in Fabric's order.
 */
export async function checkReads(
  sets: readonly NamespaceReadWriteSet[],
  view: VersionView,
  updates: BlockUpdates,
): Promise<number> {
  for (const { namespace, reads, ranges, collections } of sets) {
    for (const { key, version } of reads) {
      if (updates.touches(namespace, key)) return CODES.MVCC_READ_CONFLICT;
      if (!sameVersion(await view.version(namespace, key), version)) return CODES.MVCC_READ_CONFLICT;
    }
    for (const range of ranges)
      if (!(await rangeIsUnchanged(namespace, range, view, updates))) return CODES.PHANTOM_READ_CONFLICT;
    for (const collection of collections)
      if (!(await hashedReadsStand(namespace, collection, view, updates))) return CODES.MVCC_READ_CONFLICT;
  }
  return CODES.VALID;
}

async function hashedReadsStand(
  namespace: string,
  { collection, hashedReads }: CollectionReadWriteSet,
  view: VersionView,
  updates: BlockUpdates,
): Promise<boolean> {
  for (const { keyHash, version } of hashedReads) {
    if (updates.touchesHashed(namespace, collection, keyHash)) return false;
    if (!sameVersion(await view.hashedVersion(namespace, collection, keyHash), version)) return false;
  }
  return true;
}
