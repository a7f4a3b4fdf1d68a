/**
 * Remembers what a text parses to, for texts that are read again and again: an agency, a declaration type. The state is
 * read every time all the same; only the pure step from its bytes to a value is saved. Bounded, least recently used out.
 */
export class ParseMemo {
  readonly #byParser = new Map<unknown, Map<string, unknown>>();
  readonly #limit: number;

  /** `limit`: texts kept for each parser. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  parse<Value>(parser: (value: unknown) => Value, text: string): Value {
    const values = this.#valuesOf(parser);
    const known = values.get(text);
    const value = known ?? parser(JSON.parse(text));
    if (known !== undefined) values.delete(text);
    else if (values.size >= this.#limit) values.delete(values.keys().next().value ?? '');
    values.set(text, value);
    return value;
  }

  /** Each parser has a map of its own, which only ever receives that parser's values. */
  #valuesOf<Value>(parser: (value: unknown) => Value): Map<string, Value> {
    const known = this.#byParser.get(parser) as Map<string, Value> | undefined;
    if (known !== undefined) return known;
    const made = new Map<string, Value>();
    this.#byParser.set(parser, made);
    return made;
  }
}
