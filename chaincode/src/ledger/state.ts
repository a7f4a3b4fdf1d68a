import type { Context } from 'fabric-contract-api';
import { fail } from '../domain/index.js';
import { compositeKey, type StateKey } from './keys.js';
import type { ParseMemo } from './memo.js';
import type { PeerBatches, Write } from './peer-batches.js';
import { encode, Stored } from './stored.js';

type Stub = Context['stub'];

/**
 * The public state as one transaction sees it: what was committed before, never its own writes, which is Fabric's rule.
 * A key read twice is asked for once, since the answer cannot differ.
 */
export class LedgerState {
  readonly #stub: Stub;
  readonly #memo: ParseMemo;
  readonly #batches: PeerBatches;
  readonly #read = new Map<string, Stored<unknown> | undefined>();
  readonly #written = new Set<string>();
  readonly #writes: Write[];

  /** `writes`: those of the whole transaction, sent at its end. */
  constructor(
    stub: Stub,
    { batches, memo, writes }: { batches: PeerBatches; memo: ParseMemo; writes: Write[] },
  ) {
    this.#stub = stub;
    this.#batches = batches;
    this.#memo = memo;
    this.#writes = writes;
  }

  /** Undefined where nothing stands under the key. */
  async find<Value>(key: StateKey<Value>): Promise<Stored<Value> | undefined> {
    await this.read([key]);
    // What is remembered under a key was parsed by that key's own parser.
    return this.#read.get(nameOf(key)) as Stored<Value> | undefined;
  }

  /** Asks for values together that will be needed in any case: every endorser must read the same keys. */
  async read(keys: readonly StateKey<unknown>[]): Promise<void> {
    const missing = new Map(
      keys.map((key) => [nameOf(key), key] as const).filter(([name]) => !this.#read.has(name)),
    );
    const values = await this.#batches.read([...missing.keys()]);
    for (const [index, [name, { parse }]] of [...missing].entries()) {
      const { buffer, byteOffset, length } = values[index] ?? new Uint8Array();
      const bytes = Buffer.from(buffer, byteOffset, length);
      this.#read.set(name, length > 0 ? this.#memo.parse(name, bytes, parse) : undefined);
    }
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
  put<Value extends object>(key: StateKey<Value>, value: Value): Stored<Value> {
    const name = nameOf(key);
    if (this.#written.has(name)) throw fail('INPUT_INVALID', `one transaction changes ${key.name} twice`);
    this.#written.add(name);
    const stored = new Stored(value, encode(value));
    this.#writes.push({ collection: '', key: name, value: stored.bytes });
    return stored;
  }
}

function nameOf({ objectType, parts }: StateKey<unknown>): string {
  return compositeKey(objectType, parts);
}
