import { encodePrivateWrites, encodeReadWriteSet, hashedWrite } from '../../blocks/encode-rwset.js';
import { type CryptoCounters, sha256 } from '../../blocks/hashes.js';
import type {
  CollectionReadWriteSet,
  KeyWrite,
  NamespaceReadWriteSet,
  RangeRead,
  Version,
} from '../../blocks/types.js';

/** What one simulation read and wrote, encoded as Fabric's peers encode it (ledger/rwset/rwset.proto). */
export interface SimulationResults {
  /** Serialized TxReadWriteSet. */
  readonly readWriteSet: Uint8Array;
  readonly privateWrites: readonly PrivateWriteSet[];
  readonly namespaces: readonly NamespaceUse[];
}
/** What stays off the channel; the channel has `hash`. */
export interface PrivateWriteSet {
  readonly namespace: string;
  readonly collection: string;
  readonly writes: readonly KeyWrite[];
  /** Serialized KVRWSet, and its SHA-256. */
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}
/** Which endorsement policies the simulation's reads and writes ask for. */
export interface NamespaceUse {
  readonly namespace: string;
  readonly publicWrites: boolean;
  readonly collectionsWritten: readonly string[];
  readonly collectionsRead: readonly string[];
}

interface HashedWrite {
  readonly write: KeyWrite;
  readonly purged: boolean;
}
interface Collection {
  readonly reads: Map<string, Version | undefined>;
  readonly writes: Map<string, HashedWrite>;
  opened: boolean;
}
interface Namespace {
  readonly reads: Map<string, Version | undefined>;
  readonly writes: Map<string, KeyWrite>;
  readonly ranges: RangeRead[];
  readonly collections: Map<string, Collection>;
}

const NONE = new Uint8Array();

/** Collects reads and writes; each key counts once, the last write stands. */
export class ReadWriteSetBuilder {
  readonly #namespaces = new Map<string, Namespace>();
  readonly #counters: CryptoCounters;

  constructor(counters: CryptoCounters) {
    this.#counters = counters;
  }

  addRead(namespace: string, key: string, version: Version | undefined): void {
    this.#namespace(namespace).reads.set(key, version);
  }

  /** An empty value deletes, as it does on Fabric. */
  addWrite(namespace: string, key: string, value: Uint8Array): void {
    this.#namespace(namespace).writes.set(key, toWrite(key, value));
  }

  addRange(namespace: string, range: RangeRead): void {
    const { ranges } = this.#namespace(namespace);
    const same = (other: RangeRead): boolean =>
      other.startKey === range.startKey &&
      other.endKey === range.endKey &&
      other.exhausted === range.exhausted;
    if (!ranges.some(same)) ranges.push(range);
  }

  /** `opened`: the value itself was read, not only its hash. */
  addHashedRead(
    namespace: string,
    collection: string,
    key: string,
    version: Version | undefined,
    opened: boolean,
  ): void {
    const entry = this.#collection(namespace, collection);
    entry.reads.set(key, version);
    entry.opened ||= opened;
  }

  addPrivateWrite(
    namespace: string,
    collection: string,
    key: string,
    value: Uint8Array,
    purged = false,
  ): void {
    this.#collection(namespace, collection).writes.set(key, { write: toWrite(key, value), purged });
  }

  build(): SimulationResults {
    const sets: NamespaceReadWriteSet[] = [];
    const privateWrites: PrivateWriteSet[] = [];
    const namespaces: NamespaceUse[] = [];
    for (const [name, entry] of sorted(this.#namespaces)) {
      const own = this.#privateSets(name, entry);
      sets.push(this.#namespaceSet(name, entry, own));
      privateWrites.push(...own);
      namespaces.push(useOf(name, entry));
    }
    return { readWriteSet: encodeReadWriteSet(sets), privateWrites, namespaces };
  }

  #namespaceSet(namespace: string, entry: Namespace, own: readonly PrivateWriteSet[]): NamespaceReadWriteSet {
    return {
      namespace,
      reads: sorted(entry.reads).map(([key, version]) => ({ key, ...versioned(version) })),
      ranges: entry.ranges,
      writes: sorted(entry.writes).map(([, write]) => write),
      collections: sorted(entry.collections).map(([name, collection]) =>
        this.#collectionSet(
          name,
          collection,
          own.find((set) => set.collection === name),
        ),
      ),
    };
  }

  #collectionSet(
    collection: string,
    entry: Collection,
    own: PrivateWriteSet | undefined,
  ): CollectionReadWriteSet {
    return {
      collection,
      hashedReads: sorted(entry.reads).map(([key, version]) => ({
        keyHash: sha256([Buffer.from(key)], this.#counters),
        ...versioned(version),
      })),
      hashedWrites: sorted(entry.writes).map(([key, { write, purged }]) =>
        hashedWrite(write.deleted ? { key, purged } : { key, value: write.value }, this.#counters),
      ),
      privateHash: own?.hash ?? NONE,
    };
  }

  #privateSets(namespace: string, entry: Namespace): PrivateWriteSet[] {
    return sorted(entry.collections)
      .filter(([, { writes }]) => writes.size > 0)
      .map(([collection, { writes }]) => {
        const own = sorted(writes).map(([, { write }]) => write);
        const bytes = encodePrivateWrites(own);
        return { namespace, collection, writes: own, bytes, hash: sha256([bytes], this.#counters) };
      });
  }

  #namespace(name: string): Namespace {
    const fresh = (): Namespace => ({
      reads: new Map(),
      writes: new Map(),
      ranges: [],
      collections: new Map(),
    });
    return getOrAdd(this.#namespaces, name, fresh);
  }

  #collection(namespace: string, name: string): Collection {
    const fresh = (): Collection => ({ reads: new Map(), writes: new Map(), opened: false });
    return getOrAdd(this.#namespace(namespace).collections, name, fresh);
  }
}

function useOf(namespace: string, entry: Namespace): NamespaceUse {
  const names = [...entry.collections];
  return {
    namespace,
    publicWrites: entry.writes.size > 0,
    collectionsWritten: names.filter(([, { writes }]) => writes.size > 0).map(([name]) => name),
    collectionsRead: names.filter(([, { opened }]) => opened).map(([name]) => name),
  };
}

function versioned(version: Version | undefined): { version?: Version } {
  return version ? { version } : {};
}

function toWrite(key: string, value: Uint8Array): KeyWrite {
  return value.length === 0 ? { key, deleted: true, value: NONE } : { key, deleted: false, value };
}

/** Entries in the order of Go's strings: by UTF-8 bytes, which UTF-16 code units are not beyond U+FFFF. */
function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  if (map.size < 2) return [...map];
  return [...map]
    .map((entry) => ({ entry, bytes: Buffer.from(entry[0]) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ entry }) => entry);
}

function getOrAdd<T>(map: Map<string, T>, key: string, fresh: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = fresh()));
  return value;
}
