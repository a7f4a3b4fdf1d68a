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
  readonly #state = new Map<string, Map<string, Uint8Array>>();
  readonly #definitions = new Map<string, ChaincodeDefinition | undefined>();

  /** From committed state, for the chaincodes named; an audit that begins at block 0 begins with none instead. */
  static async load(names: readonly string[], state: LifecycleState): Promise<ChaincodeDefinitions> {
    const definitions = new ChaincodeDefinitions();
    for (const name of names)
      for (const key of definitionKeys(name)) {
        const value = await state(key);
        if (value !== undefined) definitions.#write(name, key, value);
      }
    return definitions;
  }

  get(name: string): ChaincodeDefinition | undefined {
    if (!this.#definitions.has(name)) this.#definitions.set(name, this.#read(name));
    return this.#definitions.get(name);
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

  #read(name: string): ChaincodeDefinition | undefined {
    const fields = this.#state.get(name);
    const definition = fields === undefined ? undefined : readDefinition(name, (key) => fields.get(key));
    if (definition !== undefined && definition.validationPlugin !== 'vscc')
      throw fail('BLOCK_INVALID', `chaincode ${name} asks for a validation plugin that only its peers have`);
    return definition;
  }

  #write(name: string, key: string, value: Uint8Array | undefined): void {
    const fields = this.#state.get(name) ?? new Map<string, Uint8Array>();
    // Its own copy: a view would keep the whole block alive.
    if (value === undefined) fields.delete(key);
    else fields.set(key, Uint8Array.from(value));
    this.#state.set(name, fields);
    this.#definitions.delete(name);
  }
}
