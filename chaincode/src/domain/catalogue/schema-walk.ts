import type { Fault, JsonObject, JsonValue } from '../json.js';
import { isObject, memberPath } from '../parse/index.js';
import { SCHEMA_KEYWORDS, SCHEMA_LIMITS, type SchemaType } from './schema-limits.js';
import {
  enumerationFaults,
  integerFaults,
  isJsonArray,
  patternOf,
  rangeFaults,
  stringFaults,
} from './schema-scalars.js';

const PROPERTY = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Where a schema stands: how deep, and how often its value can occur in one value of the whole. */
export interface Place {
  readonly depth: number;
  readonly repeats: number;
}

/** Goes through a schema and collects what the profile does not admit. */
export class SchemaWalk {
  readonly faults: Fault[] = [];
  /** Steps that the patterns seen so far may take together. */
  work = 0;
  #schemas = 0;

  schema(schema: JsonValue | undefined, path: string, place: Place): void {
    this.#schemas += 1;
    if (!isJsonObject(schema)) {
      this.#report(path, 'must be a schema object');
    } else if (place.depth > SCHEMA_LIMITS.depth) {
      this.#report(path, `must not nest deeper than ${SCHEMA_LIMITS.depth}`);
    } else if (this.#schemas === SCHEMA_LIMITS.subschemas + 1) {
      this.#report(path, `must have at most ${SCHEMA_LIMITS.subschemas} schemas within it`);
    } else if (this.#schemas <= SCHEMA_LIMITS.subschemas) {
      this.#members(schema, path, place);
    }
  }

  #report(path: string, problem: string): void {
    this.faults.push({ path, problem });
  }

  #members(schema: JsonObject, path: string, place: Place): void {
    const type = schema['type'];
    if (!isType(type)) {
      const types = Object.keys(SCHEMA_KEYWORDS).join(', ');
      this.#report(
        `${path}/type`,
        `must be one of ${types} (amounts are strings; absent claims are left out)`,
      );
      return;
    }
    for (const name of Object.keys(schema)) {
      if (!SCHEMA_KEYWORDS[type].includes(name)) {
        this.#report(memberPath(path, name), `is not in the profile for type ${type}`);
      }
    }
    for (const name of ['title', 'description']) this.#annotation(schema[name], `${path}/${name}`);
    this.#typed(type, schema, path, place);
  }

  #annotation(value: JsonValue | undefined, path: string): void {
    if (value !== undefined && (typeof value !== 'string' || value.length > 500)) {
      this.#report(path, 'must be a string of at most 500 characters');
    }
  }

  #typed(type: SchemaType, schema: JsonObject, path: string, place: Place): void {
    if (type === 'array') {
      this.#array(schema, path, place);
    } else if (type === 'object') {
      this.#object(schema, path, place);
    } else {
      this.faults.push(...enumerationFaults(schema, path, type));
    }
    if (type === 'integer') this.faults.push(...integerFaults(schema, path));
    if (type === 'string') this.#string(schema, path, place);
  }

  #string(schema: JsonObject, path: string, { repeats }: Place): void {
    this.faults.push(...stringFaults(schema, path));
    const pattern = patternOf(schema, path);
    if (typeof pattern === 'number') this.work += pattern * repeats;
    else this.faults.push(pattern);
  }

  #array(schema: JsonObject, path: string, { depth, repeats }: Place): void {
    const { items, maxItems, uniqueItems } = schema;
    this.faults.push(
      ...rangeFaults(schema, path, {
        names: ['minItems', 'maxItems'],
        least: 0,
        most: SCHEMA_LIMITS.items,
        required: ['maxItems'],
      }),
    );
    const most = typeof maxItems === 'number' ? maxItems : 1;
    this.schema(items, `${path}/items`, { depth: depth + 1, repeats: repeats * most });
    // Comparing structures pairwise is quadratic; scalars are compared by a table.
    const scalar = isJsonObject(items) && (items['type'] === 'string' || items['type'] === 'integer');
    if (uniqueItems !== undefined && (uniqueItems !== true || !scalar)) {
      this.#report(`${path}/uniqueItems`, 'must be true, and for strings or integers only');
    }
  }

  #object({ properties, required, additionalProperties }: JsonObject, path: string, place: Place): void {
    if (additionalProperties !== false) this.#report(`${path}/additionalProperties`, 'must be false');
    const names = isJsonObject(properties) ? Object.keys(properties) : [];
    if (!isJsonObject(properties) || names.length === 0 || names.length > SCHEMA_LIMITS.properties) {
      this.#report(`${path}/properties`, `must name 1 to ${SCHEMA_LIMITS.properties} properties`);
      return;
    }
    for (const name of names) this.#property(name, properties[name], `${path}/properties`, place);
    if (required !== undefined && !isSubset(required, names)) {
      this.#report(`${path}/required`, 'must name properties, each once');
    }
  }

  #property(name: string, schema: JsonValue | undefined, path: string, place: Place): void {
    const at = memberPath(path, name);
    if (!PROPERTY.test(name)) this.#report(at, 'must be named by a letter, then letters, digits, _ and -');
    this.schema(schema, at, { ...place, depth: place.depth + 1 });
  }
}

function isType(type: JsonValue | undefined): type is SchemaType {
  return typeof type === 'string' && Object.hasOwn(SCHEMA_KEYWORDS, type);
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
