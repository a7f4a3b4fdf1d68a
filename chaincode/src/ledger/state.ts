import type { Context } from 'fabric-contract-api';
import { fail } from '../domain/index.js';
import { compositeKey, type StateKey } from './keys.js';
import type { ParseMemo } from './memo.js';
import { encode, Stored } from './stored.js';

type Stub = Context['stub'];

/**
 * The public state as one transaction sees it: what was committed before, never its own writes, which is Fabric's rule.
 * A key read twice is asked for once, since the answer cannot differ.
 */
export class LedgerState {
  readonly #stub: Stub;
  readonly #memo: ParseMemo;
  readonly #read = new Map<string, Stored<unknown> | undefined>();
  readonly #written = new Set<string>();

  constructor(stub: Stub, memo: ParseMemo) {
    this.#stub = stub;
    this.#memo = memo;
  }

  /** Undefined where nothing stands under the key. */
  async find<Value>(key: StateKey<Value>): Promise<Stored<Value> | undefined> {
    const name = compositeKey(key.objectType, key.parts);
    if (!this.#read.has(name)) {
      const { buffer, byteOffset, length } = await this.#stub.getState(name);
      const bytes = Buffer.from(buffer, byteOffset, length);
      const found = length > 0 ? this.#memo.parse(name, bytes, key.parse) : undefined;
      this.#read.set(name, found);
    }
    // What is remembered under a key was parsed by that key's own parser.
    return this.#read.get(name) as Stored<Value> | undefined;
  }

  /** @throws NOT_FOUND */
  async get<Value>(key: StateKey<Value>): Promise<Stored<Value>> {
    const stored = await this.find(key);
    if (stored === undefined) throw fail('NOT_FOUND', key.name);
    return stored;
  }

  /** Every value whose key begins with these parts, in key order. For queries only: a scan is no part of a submit. */
  async *scan<Value>(
    objectType: string,
    parts: readonly string[],
    parse: (value: unknown) => Value,
  ): AsyncIterable<Stored<Value>> {
    for await (const { value } of this.#stub.getStateByPartialCompositeKey(objectType, [...parts])) {
      const text = Buffer.from(value).toString('utf8');
      yield new Stored(parse(JSON.parse(text)), text);
    }
  }

  /**
   * Writes a value. One transaction writes a key once: it would not see its own first write, so that a second one could
   * only lose it. @throws INPUT_INVALID where a batch tries
   */
  async put<Value extends object>(key: StateKey<Value>, value: Value): Promise<Stored<Value>> {
    const name = compositeKey(key.objectType, key.parts);
    if (this.#written.has(name)) throw fail('INPUT_INVALID', `one transaction changes ${key.name} twice`);
    this.#written.add(name);
    const stored = new Stored(value, encode(value));
    await this.#stub.putState(name, stored.bytes);
    return stored;
  }
}
