import { fail } from '@onceledger/chaincode/domain';
import type { NamespaceReadWriteSet, Version } from './types.js';

/** What a block does to one key: the last valid transaction that wrote it decides. */
export interface KeyUpdate {
  /** Absent: deleted. In a collection, the hash of the value. */
  readonly value?: Uint8Array;
  readonly version: Version;
}
type KeyUpdates = Map<string, KeyUpdate>;

/** The effects of the valid transactions of one block so far: what later ones in it conflict with, and what the commit hash covers. */
export class BlockUpdates {
  readonly #public = new Map<string, KeyUpdates>();
  /** Namespace, collection, SHA-256 of the key in Latin-1. */
  readonly #hashed = new Map<string, Map<string, KeyUpdates>>();

  touches(namespace: string, key: string): boolean {
    return this.#public.get(namespace)?.has(key) === true;
  }

  touchesHashed(namespace: string, collection: string, keyHash: Uint8Array): boolean {
    return this.#hashed.get(namespace)?.get(collection)?.has(latin1(keyHash)) === true;
  }

  apply(sets: readonly NamespaceReadWriteSet[], version: Version): void {
    for (const { namespace, writes, collections } of sets) {
      const keys = writes.length === 0 ? undefined : obtain(this.#public, namespace, newKeys);
      for (const { key, deleted, value } of writes) put(keys, key, deleted ? undefined : value, version);
      for (const { collection, hashedWrites } of collections) {
        if (hashedWrites.length === 0) continue;
        const hashes = obtain(obtain(this.#hashed, namespace, newCollections), collection, newKeys);
        for (const { keyHash, deleted, valueHash } of hashedWrites)
          put(hashes, latin1(keyHash), deleted ? undefined : valueHash, version);
      }
    }
  }

  /** Updates of keys in [start, end), in key order; an empty end is the end of the namespace. */
  range(namespace: string, start: string, end: string): [string, KeyUpdate][] {
    const updates = [...(this.#public.get(namespace) ?? [])];
    return updates
      .filter(([key]) => compareKeys(key, start) >= 0 && (end === '' || compareKeys(key, end) < 0))
      .sort(([one], [other]) => compareKeys(one, other));
  }

  get(namespace: string, key: string): KeyUpdate | undefined {
    return this.#public.get(namespace)?.get(key);
  }

  /** Everything in the order of the commit hash: namespaces, in each its keys, then its collections with their key hashes. */
  *ordered(): Generator<{ namespace: string; collection?: string; keys: [Uint8Array, KeyUpdate][] }> {
    const namespaces = new Set([...this.#public.keys(), ...this.#hashed.keys()]);
    for (const namespace of [...namespaces].sort(compareKeys)) {
      const keys = this.#public.get(namespace);
      if (keys !== undefined) yield { namespace, keys: sorted(keys, 'utf8') };
      const collections = [...(this.#hashed.get(namespace) ?? [])];
      for (const [collection, hashes] of collections.sort(([one], [other]) => compareKeys(one, other)))
        yield { namespace, collection, keys: sorted(hashes, 'latin1') };
    }
  }
}

/** Order of keys everywhere in Fabric: by their UTF-8 bytes, which differs from JavaScript's beyond the basic plane. */
export function compareKeys(one: string, other: string): number {
  if (one === other) return 0;
  return SURROGATE.test(one) || SURROGATE.test(other)
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : one < other
      ? -1
      : 1;
}
const SURROGATE = /[\ud800-\udfff]/;

function put(
  keys: KeyUpdates | undefined,
  key: string,
  value: Uint8Array | undefined,
  version: Version,
): void {
  // Fabric's own result for it is an accident of its code; endorsers write a key once.
  if (keys?.get(key)?.version === version)
    throw fail(
      'BLOCK_INVALID',
      `block ${version.block}: transaction ${version.transaction} writes a key twice`,
    );
  keys?.set(key, value === undefined ? { version } : { value, version });
}

function sorted(keys: KeyUpdates, encoding: 'utf8' | 'latin1'): [Uint8Array, KeyUpdate][] {
  return [...keys]
    .map(([key, update]): [Uint8Array, KeyUpdate] => [Buffer.from(key, encoding), update])
    .sort(([one], [other]) => Buffer.compare(one, other));
}

function obtain<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const newKeys = (): KeyUpdates => new Map();
const newCollections = (): Map<string, KeyUpdates> => new Map();

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
