/** Limits of the schema profile, docs/spec/schema-profile.md. */
export const SCHEMA_LIMITS = {
  /** Canonical bytes of one schema. */
  bytes: 16 * 1024,
  depth: 6,
  /** Schemas within one schema, itself included. */
  subschemas: 200,
  properties: 64,
  /** Of strings, Unicode characters. */
  stringLength: 8192,
  items: 1000,
  enumeration: 1000,
  /** Steps that all the patterns together may take on one value, arrays at their fullest. */
  work: 4_000_000,
} as const;

/** Formats that are asserted: RFC 3339, and the check characters of GB 32100-2015 and GB 11643-1999. */
export const SCHEMA_FORMATS = ['date', 'date-time', 'uscc', 'resident-number'] as const;

export type SchemaType = 'string' | 'integer' | 'boolean' | 'array' | 'object';
const COMMON = ['type', 'title', 'description', 'enum', 'const'];
/** Every keyword that the profile admits, by type. */
export const SCHEMA_KEYWORDS: Readonly<Record<SchemaType, readonly string[]>> = {
  string: [...COMMON, 'minLength', 'maxLength', 'pattern', 'format'],
  integer: [...COMMON, 'minimum', 'maximum', 'multipleOf'],
  boolean: COMMON,
  array: ['type', 'title', 'description', 'items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['type', 'title', 'description', 'properties', 'required', 'additionalProperties'],
};
