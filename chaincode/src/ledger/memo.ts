import { Stored } from './stored.js';

interface Known {
  readonly parser: unknown;
  readonly bytes: Buffer;
  readonly stored: Stored<unknown>;
}

/**
 * Remembers what stood under a key last, for keys that are read again and again: an agency, a declaration type. The state
 * is read every time all the same; only the pure step from its bytes to a value is saved, and only where every byte is
 * the same. Bounded, least recently used out.
 */
export class ParseMemo {
  readonly #known = new Map<string, Known>();
  readonly #limit: number;

  /** `limit`: keys remembered. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  parse<Value>(key: string, bytes: Buffer, parser: (value: unknown) => Value): Stored<Value> {
    const known = this.#known.get(key);
    const same = known?.parser === parser && known.bytes.equals(bytes) ? known : undefined;
    const entry = same ?? { parser, bytes, stored: parsed(bytes, parser) };
    // Out and in again: the map's order is that of use.
    if (known !== undefined) this.#known.delete(key);
    else if (this.#known.size >= this.#limit) this.#known.delete(this.#known.keys().next().value ?? '');
    this.#known.set(key, entry);
    // It was made by this very parser.
    return entry.stored as Stored<Value>;
  }
}

function parsed<Value>(bytes: Buffer, parser: (value: unknown) => Value): Stored<Value> {
  const text = bytes.toString('utf8');
  return new Stored(parser(JSON.parse(text)), text, bytes);
}
