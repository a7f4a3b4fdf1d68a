import type { PublicJwk } from './act.js';
import type { Fault, JsonObject, JsonValue } from './json.js';
import type { Timestamp } from './ids.js';

/** What the pure domain needs from outside. `../crypto` implements it on node:crypto and ajv. */
export interface SignatureVerifier {
  /** ES256 (RFC 7518 section 3.4): `signature` is R ‖ S, 64 bytes. False for anything that does not verify; never throws. */
  verify(key: PublicJwk, message: Uint8Array, signature: Uint8Array): boolean;
  /** The same, in another thread where there is one: for whoever has others to serve meanwhile. */
  verifyLater(key: PublicJwk, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

export interface SchemaCompiler {
  /** `schema` keeps to the listed profile (docs/spec/schema-profile.md). The result collects every fault. */
  compile(schema: JsonObject): (value: JsonValue) => readonly Fault[];
}

export interface Clock {
  now(): Timestamp;
}
