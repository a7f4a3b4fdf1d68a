import {
  canonicalize,
  fail,
  parseAct,
  parseJson,
  TRANSIENT,
  type ActKind,
  type JsonObject,
  type JsonValue,
  type SignedAct,
} from '@onceledger/chaincode/domain';

/** Bytes of a transaction that is ordered: 1 MB, of which an act takes its own twice (argument and record). */
const PUBLIC_BYTES = 1_000_000;
/** Bytes of the private values of a transaction. */
const PRIVATE_BYTES = 4_000_000;
/** Keys, versions, statuses, hashes of private writes. */
const OVERHEAD = 1_500;
const MAX_ACTS = 500;
/** In a batch these are objects by target; everything else goes with every part of it. */
const BY_TARGET: readonly string[] = [TRANSIENT.sealed, TRANSIENT.clear, TRANSIENT.delivery];

type Transient = Readonly<Record<string, string>>;

export function actKindOf(act: SignedAct): ActKind {
  return parseAct(act.jws).payload.act;
}

interface Item {
  readonly act: SignedAct;
  readonly publicBytes: number;
  readonly privateBytes: number;
  /** Transient name → value of this act's target. */
  readonly private: Readonly<Record<string, JsonValue>>;
}

/** Acts that go into one transaction. */
export class Batch {
  readonly #items: readonly Item[];
  readonly #common: Transient;

  constructor(items: readonly Item[], common: Transient) {
    this.#items = items;
    this.#common = common;
  }

  get acts(): readonly SignedAct[] {
    return this.#items.map(({ act }) => act);
  }

  get transient(): Transient {
    const values: Record<string, string> = { ...this.#common };
    for (const name of BY_TARGET) {
      const entries = this.#items
        .filter((item) => Object.hasOwn(item.private, name))
        .map((item) => [targetOf(item.act), item.private[name] ?? null] as const);
      if (entries.length > 0) values[name] = canonicalize(Object.fromEntries(entries));
    }
    return values;
  }

  halves(): readonly [Batch, Batch] {
    const middle = Math.ceil(this.#items.length / 2);
    return [
      new Batch(this.#items.slice(0, middle), this.#common),
      new Batch(this.#items.slice(middle), this.#common),
    ];
  }
}

/** In as few transactions as bytes admit, in the order given. */
export function splitBatch(acts: readonly SignedAct[], transient: Transient): Batch[] {
  const common = Object.fromEntries(Object.entries(transient).filter(([name]) => !BY_TARGET.includes(name)));
  const byTarget = BY_TARGET.filter((name) => transient[name] !== undefined).map(
    (name) => [name, objectOf(transient[name] ?? '{}')] as const,
  );
  const batches: Item[][] = [];
  let [publicBytes, privateBytes] = [Infinity, Infinity];
  for (const act of acts) {
    const item = itemOf(act, byTarget);
    publicBytes += item.publicBytes;
    privateBytes += item.privateBytes;
    const last = batches.at(-1);
    const fits =
      publicBytes <= PUBLIC_BYTES && privateBytes <= PRIVATE_BYTES && (last?.length ?? 0) < MAX_ACTS;
    if (last !== undefined && fits) last.push(item);
    else {
      batches.push([item]);
      ({ publicBytes, privateBytes } = item);
    }
  }
  return batches.map((items) => new Batch(items, common));
}

function itemOf(act: SignedAct, byTarget: readonly (readonly [string, JsonObject])[]): Item {
  const target = targetOf(act);
  const values = byTarget
    .filter(([, object]) => Object.hasOwn(object, target))
    .map(([name, object]) => [name, object[target] ?? null] as const);
  const privateBytes = values.reduce((sum, [, value]) => sum + Buffer.byteLength(canonicalize(value)), 0);
  const publicBytes = 2 * (act.jws.length + Buffer.byteLength(canonicalize(act.body))) + OVERHEAD;
  return { act, private: Object.fromEntries(values), privateBytes, publicBytes };
}

function targetOf(act: SignedAct): string {
  return parseAct(act.jws).payload.target;
}

function objectOf(text: string): JsonObject {
  const value = parseJson(text, { maxBytes: 64 * 1024 * 1024, maxDepth: 32 });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail('INPUT_INVALID', 'a batch takes private values as an object by target');
  return value as JsonObject;
}
