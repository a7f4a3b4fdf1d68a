import { canonicalBytes } from '../encoding/index.js';
import { fail } from '../errors/once-error.js';
import type { Fault, JsonObject, JsonValue } from '../json.js';
import { isObject, memberPath } from '../parse/index.js';
import { patternProblem } from './pattern.js';

/** docs/spec/schema-profile.md. */
export const SCHEMA_LIMITS = {
  /** Canonical bytes of one schema. */
  bytes: 16 * 1024,
  depth: 6,
  /** Schemas within one schema, itself included. */
  subschemas: 200,
  properties: 64,
  stringLength: 8192,
  items: 1000,
  enumeration: 1000,
} as const;

/** Formats that are asserted, beside those of JSON Schema: check characters of GB 32100-2015 and GB 11643-1999. */
export const SCHEMA_FORMATS = ['date', 'date-time', 'uscc', 'resident-number'] as const;

type Type = 'string' | 'integer' | 'boolean' | 'array' | 'object';
const COMMON = ['type', 'title', 'description', 'enum', 'const'];
const KEYWORDS: Readonly<Record<Type, readonly string[]>> = {
  string: [...COMMON, 'minLength', 'maxLength', 'pattern', 'format'],
  integer: [...COMMON, 'minimum', 'maximum', 'multipleOf'],
  boolean: COMMON,
  array: [...COMMON, 'items', 'minItems', 'maxItems', 'uniqueItems'],
  object: [...COMMON, 'properties', 'required', 'additionalProperties'],
};

/**
 * That a schema keeps to the listed profile of JSON Schema 2020-12: every endorser validates with it, so it must be
 * bounded in time and mean the same everywhere.
 * @throws SCHEMA_UNSUPPORTED with every fault
 */
export function assertSchemaProfile(schema: JsonValue, path = ''): void {
  const faults = schemaFaults(schema, path);
  if (faults.length > 0) throw fail('SCHEMA_UNSUPPORTED', { faults: faults.slice(0, 100) });
}

/** What `assertSchemaProfile` finds. */
export function schemaFaults(schema: JsonValue, path = ''): readonly Fault[] {
  const walk = new Walk();
  walk.schema(schema, path, 1);
  // An unsound schema may hold what has no canonical form; its size matters only once it is sound.
  if (walk.faults.length === 0 && canonicalBytes(schema).length > SCHEMA_LIMITS.bytes) {
    walk.report(path, `must have at most ${SCHEMA_LIMITS.bytes} bytes`);
  }
  return walk.faults;
}

class Walk {
  readonly faults: Fault[] = [];
  #schemas = 0;

  report(path: string, problem: string): void {
    this.faults.push({ path, problem });
  }

  schema(schema: JsonValue | undefined, path: string, depth: number): void {
    this.#schemas += 1;
    if (!isJsonObject(schema)) {
      this.report(path, 'must be a schema object');
    } else if (depth > SCHEMA_LIMITS.depth) {
      this.report(path, `must not nest deeper than ${SCHEMA_LIMITS.depth}`);
    } else if (this.#schemas === SCHEMA_LIMITS.subschemas + 1) {
      this.report(path, `must have at most ${SCHEMA_LIMITS.subschemas} schemas within it`);
    } else if (this.#schemas <= SCHEMA_LIMITS.subschemas) {
      this.#members(schema, path, depth);
    }
  }

  #members(schema: JsonObject, path: string, depth: number): void {
    const type = schema['type'];
    if (!isType(type)) {
      this.report(
        `${path}/type`,
        'must be one of string, integer, boolean, array, object (amounts are strings; absent claims are left out)',
      );
      return;
    }
    for (const name of Object.keys(schema)) {
      if (!KEYWORDS[type].includes(name))
        this.report(memberPath(path, name), `is not in the profile for type ${type}`);
    }
    for (const name of ['title', 'description']) this.#annotation(schema[name], `${path}/${name}`);
    this.#enumeration(schema, path, type);
    if (type === 'string') this.#string(schema, path);
    if (type === 'integer') this.#integer(schema, path);
    if (type === 'array') this.#array(schema, path, depth);
    if (type === 'object') this.#object(schema, path, depth);
  }

  #annotation(value: JsonValue | undefined, path: string): void {
    if (value !== undefined && (typeof value !== 'string' || value.length > 500))
      this.report(path, 'must be a string of at most 500 characters');
  }

  #enumeration({ enum: values, const: value }: JsonObject, path: string, type: Type): void {
    if (value !== undefined && !fits(value, type))
      this.report(`${path}/const`, `must be of type ${type}, and a scalar`);
    if (values === undefined) return;
    if (!isJsonArray(values) || values.length === 0 || values.length > SCHEMA_LIMITS.enumeration) {
      this.report(`${path}/enum`, `must have 1 to ${SCHEMA_LIMITS.enumeration} values`);
      return;
    }
    for (const [index, one] of values.entries()) {
      if (!fits(one, type)) this.report(`${path}/enum/${index}`, `must be of type ${type}, and a scalar`);
    }
    if (new Set(values).size < values.length) this.report(`${path}/enum`, 'must not repeat a value');
  }

  #string(schema: JsonObject, path: string): void {
    const { pattern, format } = schema;
    const bounded = ['enum', 'const', 'format'].some((name) => schema[name] !== undefined);
    this.#range(schema, path, ['minLength', 'maxLength'], {
      most: SCHEMA_LIMITS.stringLength,
      required: !bounded,
    });
    if (format !== undefined && !SCHEMA_FORMATS.some((one) => one === format)) {
      this.report(`${path}/format`, `must be one of ${SCHEMA_FORMATS.join(', ')}`);
    }
    if (pattern === undefined) return;
    const problem = typeof pattern === 'string' ? patternProblem(pattern) : 'must be a string';
    if (problem !== undefined) this.report(`${path}/pattern`, problem);
  }

  #integer(schema: JsonObject, path: string): void {
    const bounded = schema['enum'] !== undefined || schema['const'] !== undefined;
    const limits = { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER };
    this.#range(schema, path, ['minimum', 'maximum'], { ...limits, required: !bounded });
    if (!bounded && schema['minimum'] === undefined) this.report(`${path}/minimum`, 'is missing');
    const step = schema['multipleOf'];
    if (step !== undefined && !isInteger(step, 1, limits.most))
      this.report(`${path}/multipleOf`, 'must be a positive integer');
  }

  #array(schema: JsonObject, path: string, depth: number): void {
    this.#range(schema, path, ['minItems', 'maxItems'], { most: SCHEMA_LIMITS.items, required: true });
    this.schema(schema['items'], `${path}/items`, depth + 1);
    const unique = schema['uniqueItems'];
    if (unique === undefined) return;
    // Comparing structures pairwise is quadratic; scalars are compared by a table.
    const scalar =
      isJsonObject(schema['items']) && ['string', 'integer'].some((type) => type === itemType(schema));
    if (unique !== true || !scalar)
      this.report(`${path}/uniqueItems`, 'must be true, and for strings or integers only');
  }

  #object({ properties, required, additionalProperties }: JsonObject, path: string, depth: number): void {
    if (additionalProperties !== false) this.report(`${path}/additionalProperties`, 'must be false');
    if (!isJsonObject(properties)) {
      this.report(`${path}/properties`, 'must be an object');
      return;
    }
    const names = Object.keys(properties);
    if (names.length === 0 || names.length > SCHEMA_LIMITS.properties) {
      this.report(`${path}/properties`, `must name 1 to ${SCHEMA_LIMITS.properties} properties`);
      return;
    }
    for (const name of names) this.#property(name, properties[name], `${path}/properties`, depth);
    if (required !== undefined && !isSubset(required, names)) {
      this.report(`${path}/required`, 'must name properties, each once');
    }
  }

  #property(name: string, schema: JsonValue | undefined, path: string, depth: number): void {
    const at = memberPath(path, name);
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name))
      this.report(at, 'must be named by a letter, then letters, digits, _ and -');
    this.schema(schema, at, depth + 1);
  }

  #range(schema: JsonObject, path: string, names: readonly [string, string], limits: RangeLimits): void {
    const [low, high] = names;
    const { least = 0, most, required } = limits;
    for (const name of names) {
      const bound = schema[name];
      if (bound !== undefined && !isInteger(bound, least, most)) {
        this.report(`${path}/${name}`, `must be an integer from ${least} to ${most}`);
      }
    }
    const [from, to] = [schema[low], schema[high]];
    if (required && to === undefined) this.report(`${path}/${high}`, 'is missing');
    if (typeof from === 'number' && typeof to === 'number' && from > to)
      this.report(`${path}/${low}`, `must not exceed ${high}`);
  }
}

interface RangeLimits {
  readonly least?: number;
  readonly most: number;
  readonly required: boolean;
}

function isType(type: JsonValue | undefined): type is Type {
  return typeof type === 'string' && Object.hasOwn(KEYWORDS, type);
}

function itemType(schema: JsonObject): JsonValue | undefined {
  const items = schema['items'];
  return isJsonObject(items) ? items['type'] : undefined;
}

function fits(value: JsonValue, type: Type): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  return (type === 'string' || type === 'boolean') && typeof value === type;
}

function isInteger(value: JsonValue, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

function isSubset(value: JsonValue, names: readonly string[]): boolean {
  return (
    isJsonArray(value) &&
    new Set(value).size === value.length &&
    value.every((one) => typeof one === 'string' && names.includes(one))
  );
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value);
}

function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
