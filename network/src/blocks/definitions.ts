import { fail } from '@onceledger/chaincode/domain';
import { CODES } from './codes.js';
import {
  LIFECYCLE,
  chaincodeOfKey,
  definitionKeys,
  readDefinition,
  type ChaincodeDefinition,
} from './lifecycle.js';
import type { Block } from './types.js';

/** A look at `_lifecycle`'s committed state. */
export type LifecycleState = (key: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

/** The chaincode definitions valid at the next block: followed from block to block, never read per transaction. */
export class ChaincodeDefinitions {
  readonly #state: LifecycleState;
  /** By chaincode, every field of its definition; by key. */
  readonly #fields = new Map<string, Map<string, Uint8Array>>();
  /** Of chaincodes whose other fields nobody asked the state for yet; undefined: deleted. */
  readonly #written = new Map<string, Map<string, Uint8Array | undefined>>();
  readonly #definitions = new Map<string, ChaincodeDefinition | undefined>();

  /** Over committed state; without any, as before block 1, nothing is defined yet. */
  constructor(state: LifecycleState = () => undefined) {
    this.#state = state;
  }

  /** The same with these definitions at hand at once. */
  static async load(names: readonly string[], state: LifecycleState): Promise<ChaincodeDefinitions> {
    const definitions = new ChaincodeDefinitions(state);
    for (const name of names) await definitions.resolve(name);
    return definitions;
  }

  /** Of those at hand: loaded, resolved before, or committed since. @throws BLOCK_INVALID where it cannot be read */
  get(name: string): ChaincodeDefinition | undefined {
    const fields = this.#fields.get(name);
    if (fields === undefined) return undefined;
    if (!this.#definitions.has(name)) this.#definitions.set(name, read(name, fields));
    return this.#definitions.get(name);
  }

  /** The same, from state where it is not at hand. */
  async resolve(name: string): Promise<ChaincodeDefinition | undefined> {
    if (this.#fields.has(name)) return this.get(name);
    const written = this.#written.get(name);
    const fields = new Map<string, Uint8Array>();
    for (const key of definitionKeys(name)) {
      const value = written?.has(key) === true ? written.get(key) : await this.#state(key);
      if (value !== undefined) fields.set(key, value);
    }
    // What nobody defined is not remembered, or foreign names would fill the memory.
    if (fields.size > 0) this.#fields.set(name, fields);
    return this.get(name);
  }

  /** Takes over what the valid transactions of a block wrote. */
  apply(block: Block, codes: Uint8Array): void {
    for (const [index, envelope] of block.envelopes.entries()) {
      if (envelope.kind !== 'transaction' || codes[index] !== CODES.VALID) continue;
      for (const set of envelope.readWriteSets) {
        if (set.namespace !== LIFECYCLE) continue;
        for (const write of set.writes) {
          const name = chaincodeOfKey(write.key);
          if (name !== undefined) this.#write(name, write.key, write.deleted ? undefined : write.value);
        }
      }
    }
  }

  #write(name: string, key: string, value: Uint8Array | undefined): void {
    // Its own copy: a view would keep the whole block alive.
    const kept = value === undefined ? undefined : Uint8Array.from(value);
    this.#definitions.delete(name);
    const fields = this.#fields.get(name);
    if (fields !== undefined) {
      if (kept === undefined) fields.delete(key);
      else fields.set(key, kept);
      return;
    }
    const written = (this.#written.get(name) ?? new Map<string, Uint8Array | undefined>()).set(key, kept);
    this.#written.set(name, written);
    if (!definitionKeys(name).every((one) => written.has(one))) return;
    this.#fields.set(name, new Map([...written].flatMap(([one, found]) => (found ? [[one, found]] : []))));
    this.#written.delete(name);
  }
}

function read(name: string, fields: ReadonlyMap<string, Uint8Array>): ChaincodeDefinition | undefined {
  const definition = readDefinition(name, (key) => fields.get(key));
  if (definition !== undefined && definition.validationPlugin !== 'vscc')
    throw fail('BLOCK_INVALID', `chaincode ${name} asks for a validation plugin that only its peers have`);
  return definition;
}
