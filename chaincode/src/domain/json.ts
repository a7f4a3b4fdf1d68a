/** JSON as this project admits it: no `undefined`, no non-finite numbers, no lone surrogates (RFC 7493). */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** One thing wrong with an input: where (JSON Pointer, RFC 6901, empty for the whole) and what. Never holds the value itself. */
export interface Fault {
  readonly path: string;
  readonly problem: string;
}
