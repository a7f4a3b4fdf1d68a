import type { Fault, JsonArray, JsonObject, JsonValue } from '../json.js';
import { patternCost } from './pattern.js';
import { SCHEMA_FORMATS, SCHEMA_LIMITS, type SchemaType } from './schema-limits.js';

export interface RangeLimits {
  readonly names: readonly [low: string, high: string];
  readonly least: number;
  readonly most: number;
  /** Bounds that must be there. */
  readonly required: readonly string[];
}

/** A pair of bounds: whole numbers within the limits, in order, and there where they are required. */
export function rangeFaults(schema: JsonObject, path: string, limits: RangeLimits): readonly Fault[] {
  const { names, least, most, required } = limits;
  const faults: Fault[] = [];
  for (const name of names) {
    const bound = schema[name];
    if (bound === undefined && required.includes(name)) {
      faults.push({ path: `${path}/${name}`, problem: 'is missing' });
    } else if (bound !== undefined && !isInteger(bound, least, most)) {
      faults.push({ path: `${path}/${name}`, problem: `must be an integer from ${least} to ${most}` });
    }
  }
  const [low, high] = names.map((name) => schema[name]);
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    faults.push({ path: `${path}/${names[0]}`, problem: `must not exceed ${names[1]}` });
  }
  return faults;
}

/** All that is said of strings but the pattern. */
export function stringFaults(schema: JsonObject, path: string): readonly Fault[] {
  const { format } = schema;
  const bounded = isEnumerated(schema) || format !== undefined;
  const range = rangeFaults(schema, path, {
    names: ['minLength', 'maxLength'],
    least: 0,
    most: SCHEMA_LIMITS.stringLength,
    required: bounded ? [] : ['maxLength'],
  });
  if (format === undefined || SCHEMA_FORMATS.some((one) => one === format)) return range;
  return [...range, { path: `${path}/format`, problem: `must be one of ${SCHEMA_FORMATS.join(', ')}` }];
}

/** The fault of a schema's pattern, or the steps that it may take. */
export function patternOf({ pattern }: JsonObject, path: string): Fault | number {
  if (pattern === undefined) return 0;
  const cost = typeof pattern === 'string' ? patternCost(pattern) : { problem: 'must be a string' };
  return 'problem' in cost ? { path: `${path}/pattern`, problem: cost.problem } : cost.work;
}

export function integerFaults(schema: JsonObject, path: string): readonly Fault[] {
  const range = rangeFaults(schema, path, {
    names: ['minimum', 'maximum'],
    least: Number.MIN_SAFE_INTEGER,
    most: Number.MAX_SAFE_INTEGER,
    required: isEnumerated(schema) ? [] : ['minimum', 'maximum'],
  });
  const step = schema['multipleOf'];
  if (step === undefined || isInteger(step, 1, Number.MAX_SAFE_INTEGER)) return range;
  return [...range, { path: `${path}/multipleOf`, problem: 'must be a positive integer' }];
}

/** `enum` and `const`: scalars of the schema's own type. */
export function enumerationFaults(schema: JsonObject, path: string, type: SchemaType): readonly Fault[] {
  const { enum: values, const: value } = schema;
  const problem = `must be of type ${type}, and a scalar`;
  const faults: Fault[] = [];
  if (value !== undefined && !fits(value, type)) faults.push({ path: `${path}/const`, problem });
  if (values === undefined) return faults;
  if (!isJsonArray(values) || values.length === 0 || values.length > SCHEMA_LIMITS.enumeration) {
    return [
      ...faults,
      { path: `${path}/enum`, problem: `must have 1 to ${SCHEMA_LIMITS.enumeration} values` },
    ];
  }
  for (const [index, one] of values.entries()) {
    if (!fits(one, type)) faults.push({ path: `${path}/enum/${index}`, problem });
  }
  if (new Set(values).size < values.length) {
    faults.push({ path: `${path}/enum`, problem: 'must not repeat a value' });
  }
  return faults;
}

function isEnumerated(schema: JsonObject): boolean {
  return schema['enum'] !== undefined || schema['const'] !== undefined;
}

function fits(value: JsonValue, type: SchemaType): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  return (type === 'string' || type === 'boolean') && typeof value === type;
}

function isInteger(value: JsonValue, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

export function isJsonArray(value: JsonValue): value is JsonArray {
  return Array.isArray(value);
}
