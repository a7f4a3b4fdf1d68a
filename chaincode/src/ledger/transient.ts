import type { Context } from 'fabric-contract-api';
import {
  fail,
  fromUtf8,
  parseCanonical,
  parseSignedAct,
  TRANSIENT,
  type JsonObject,
  type JsonValue,
  type SignedAct,
} from '../domain/index.js';

type Stub = Context['stub'];
type Name = keyof typeof TRANSIENT;

/** protocol, "Declarations": what one transaction may carry in private, in batches the sealed parts of many. */
const MAX_BYTES = 4 * 1024 * 1024;

/** One proposal's transient map, whose values never reach a block; each is parsed once. */
export class Transient {
  readonly #values: ReadonlyMap<string, Uint8Array>;
  readonly #parsed = new Map<Name, JsonValue>();

  constructor(stub: Stub) {
    this.#values = stub.getTransient();
  }

  /** @throws JSON_NOT_CANONICAL, INPUT_TOO_LARGE */
  find(name: Name): JsonValue | undefined {
    const bytes = this.#values.get(TRANSIENT[name]);
    if (bytes === undefined) return undefined;
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const value = parseCanonical(fromUtf8(bytes), MAX_BYTES);
    this.#parsed.set(name, value);
    return value;
  }

  /** @throws INPUT_INVALID where it is missing */
  get(name: Name): JsonValue {
    const value = this.find(name);
    if (value === undefined) throw fail('INPUT_INVALID', `transient ${name} is missing`);
    return value;
  }

  /** The value for one record: the whole, or in a batch its member by identifier. */
  of(name: Name, member: string | undefined): JsonValue | undefined {
    const value = this.find(name);
    if (member === undefined || value === undefined) return value;
    const members = asObject(value, name);
    return Object.hasOwn(members, member) ? members[member] : undefined;
  }

  /** Acts that are committed already, by the identifier of their blinded record. */
  evidence(id: string): readonly SignedAct[] | undefined {
    const acts = this.of('evidence', id);
    if (acts === undefined) return undefined;
    if (!isArray(acts)) throw fail('INPUT_INVALID', `transient evidence of ${id} is not an array`);
    return acts.map((act, index) => parseSignedAct(act, `/${String(index)}`));
  }
}

function asObject(value: JsonValue, name: Name): JsonObject {
  if (typeof value !== 'object' || value === null || isArray(value)) {
    throw fail('INPUT_INVALID', `transient ${name} is not an object`);
  }
  return value;
}

/** `Array.isArray` does not narrow read-only arrays. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
