import { CODES } from '../../blocks/codes.js';
import type { Block, NamespaceReadWriteSet, TransactionEnvelope, Version } from '../../blocks/types.js';
import type { Collections } from '../chaincode/collections.js';
import type { PrivateWriteSet } from '../chaincode/read-write-set.js';
import type { TransientStore } from '../endorsement/transient-store.js';
import type { MissingEntry, PrivateEntry, PurgeEntry } from '../stores.js';
import { validTransactions } from './effects.js';

interface PrivateKeyHash {
  readonly namespace: string;
  readonly collection: string;
  readonly keyHash: Uint8Array;
}

/** What one block does to one organization's private store. */
export interface PrivateEffects {
  readonly entries: PrivateEntry[];
  /** Values that the block names and that never came. */
  readonly missing: MissingEntry[];
  readonly purges: PurgeEntry[];
}

/** By organization: only members of a collection keep its data. */
export function privateEffects(
  block: Block,
  codes: Uint8Array,
  collections: Collections,
  transients?: TransientStore,
): Map<string, PrivateEffects> {
  const effects = new Map<string, PrivateEffects>();
  for (const { envelope, version } of validTransactions(block, codes)) {
    for (const reference of privateSets(envelope)) {
      const collection = collections.find(reference.collection);
      const set = transients?.find(envelope.transactionId, reference);
      const { blockToLive = 0, members = [] } = collection ?? {};
      const own = effectsOfSet(reference, set, version, blockToLive);
      for (const member of members) add(effects, member, own);
    }
  }
  return effects;
}

function effectsOfSet(
  reference: PrivateSetReference,
  set: PrivateWriteSet | undefined,
  version: Version,
  blockToLive: number,
): PrivateEffects {
  const { namespace, collection, written, purged } = reference;
  const named = ({ keyHash }: PrivateKeyHash): MissingEntry => ({ namespace, collection, keyHash, version });
  return {
    entries: set ? toEntries(set, version, blockToLive) : [],
    missing: set ? [] : written.map(named),
    purges: purged.map(({ keyHash }) => ({
      namespace,
      collection,
      keyHash,
      transaction: version.transaction,
    })),
  };
}

function add(effects: Map<string, PrivateEffects>, member: string, own: PrivateEffects): void {
  const all = effects.get(member) ?? { entries: [], missing: [], purges: [] };
  all.entries.push(...own.entries);
  all.missing.push(...own.missing);
  all.purges.push(...own.purges);
  effects.set(member, all);
}

export interface PrivateSetReference {
  readonly namespace: string;
  readonly collection: string;
  readonly hash: Uint8Array;
  /** Keys that get a value, and keys that are purged. */
  readonly written: readonly PrivateKeyHash[];
  readonly purged: readonly PrivateKeyHash[];
}

/** The private write sets that a transaction names by their hashes. */
export function privateSets(envelope: TransactionEnvelope): PrivateSetReference[] {
  return envelope.readWriteSets.flatMap(setsOf);
}

function setsOf({ namespace, collections }: NamespaceReadWriteSet): PrivateSetReference[] {
  return collections
    .filter(({ hashedWrites }) => hashedWrites.length > 0)
    .map(({ collection, privateHash, hashedWrites }) => {
      const key = ({ keyHash }: { keyHash: Uint8Array }) => ({ namespace, collection, keyHash });
      return {
        namespace,
        collection,
        hash: privateHash,
        written: hashedWrites.filter(({ deleted }) => !deleted).map(key),
        purged: hashedWrites.filter(({ purged }) => purged).map(key),
      };
    });
}

function toEntries(
  { namespace, collection, writes }: PrivateWriteSet,
  version: Version,
  blockToLive: number,
): PrivateEntry[] {
  return writes.map(({ key, value, deleted }) => ({
    namespace,
    collection,
    key,
    version,
    blockToLive,
    ...(deleted ? {} : { value }),
  }));
}

/** Hashes of what VALID transactions of a block wrote into one collection. */
export function* writtenHashes(
  block: Block,
  collection: string,
): Generator<PrivateKeyHash & { version: Version }> {
  const codes = block.metadata.validationCodes;
  if (codes.every((code) => code !== CODES.VALID)) return;
  for (const { envelope, version } of validTransactions(block, codes)) {
    for (const { namespace, collections } of envelope.readWriteSets) {
      const set = collections.find((entry) => entry.collection === collection);
      for (const { keyHash } of set?.hashedWrites ?? []) yield { namespace, collection, keyHash, version };
    }
  }
}
