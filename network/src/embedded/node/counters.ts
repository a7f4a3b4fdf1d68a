import type { NodeCounters } from '../node.js';
import type { StorageCounters } from '../storage.js';

/** The node's own operations, and those of its storage, under one name each. */
export function nodeCounters(storage: StorageCounters): NodeCounters {
  return {
    signatures: 0,
    verifications: 0,
    hashes: 0,
    bytes: 0,
    endorsements: 0,
    transactions: 0,
    blocks: 0,
    get writes() {
      return storage.writes;
    },
    get syncs() {
      return storage.syncs;
    },
    get bytesWritten() {
      return storage.bytesWritten;
    },
  };
}
