import type { Fault, JsonObject, JsonValue } from '../json.js';
import { isObject, memberPath } from '../parse/index.js';

/**
 * Strings and arrays of a value that are longer than the schema admits. The cost of the profile's patterns is bounded for
 * values within these bounds only, so nothing else is judged before them.
 */
export function boundFaults(schema: JsonObject, value: JsonValue, path = ''): readonly Fault[] {
  if (typeof value === 'string') return stringBound(schema, value, path);
  if (isArray(value)) return arrayBounds(schema, value, path);
  const { properties } = schema;
  if (!isJsonObject(value) || !isJsonObject(properties)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const part = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isJsonObject(part) ? boundFaults(part, member, memberPath(path, name)) : [];
  });
}

function stringBound({ maxLength }: JsonObject, value: string, path: string): readonly Fault[] {
  // A character has one or two UTF-16 units: what is within the bound in units is within it in characters.
  if (typeof maxLength !== 'number' || value.length <= maxLength || Array.from(value).length <= maxLength)
    return [];
  return [{ path, problem: `must NOT have more than ${maxLength} characters` }];
}

function arrayBounds(
  { maxItems, items }: JsonObject,
  value: readonly JsonValue[],
  path: string,
): readonly Fault[] {
  if (typeof maxItems === 'number' && value.length > maxItems) {
    return [{ path, problem: `must NOT have more than ${maxItems} items` }];
  }
  if (!isJsonObject(items)) return [];
  return value.flatMap((item, index) => boundFaults(items, item, memberPath(path, index)));
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value);
}
