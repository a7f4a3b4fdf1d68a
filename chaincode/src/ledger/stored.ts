import { canonicalize, digest, utf8, type Digest, type JsonValue } from '../domain/index.js';

/** A value of the state together with its bytes; its digest is what the next act names as `previous`. */
export class Stored<Value> {
  readonly value: Value;
  /** Canonical JSON, exactly as it stands under its key. */
  readonly text: string;
  #bytes: Uint8Array | undefined;
  #digest: Digest | undefined;

  constructor(value: Value, text: string, bytes?: Uint8Array) {
    this.value = value;
    this.text = text;
    this.#bytes = bytes;
  }

  /** UTF-8 of the text. */
  get bytes(): Uint8Array {
    this.#bytes ??= utf8(this.text);
    return this.#bytes;
  }

  /** SHA-256 of the stored bytes, which are the record's canonical JSON. */
  get digest(): Digest {
    this.#digest ??= digest(this.bytes);
    return this.#digest;
  }
}

/** Canonical JSON of a record, body or answer. */
export function encode(value: object): string {
  // Records are JSON by their types; an interface merely has no index signature that would say so. `canonicalize`
  // refuses whatever is not.
  return canonicalize(value as unknown as JsonValue);
}

export function digestOfRecord(value: object): Digest {
  return digest(utf8(encode(value)));
}
