import { canonicalBytes } from '../encoding/index.js';
import { fail } from '../errors/once-error.js';
import type { Fault, JsonObject, JsonValue } from '../json.js';
import { SCHEMA_LIMITS } from './schema-limits.js';
import { SchemaWalk } from './schema-walk.js';

/**
 * That a schema keeps to the listed profile of JSON Schema 2020-12: every endorser validates with it, so it must be
 * bounded in time and mean the same everywhere. docs/spec/schema-profile.md.
 * @throws SCHEMA_UNSUPPORTED with every fault (at most 100)
 */
export function assertSchemaProfile(schema: JsonValue, path = ''): void {
  const faults = schemaFaults(schema, path);
  if (faults.length > 0) throw fail('SCHEMA_UNSUPPORTED', { faults: faults.slice(0, 100) });
}

/** What `assertSchemaProfile` finds. */
export function schemaFaults(schema: JsonValue, path = ''): readonly Fault[] {
  const walk = new SchemaWalk();
  walk.schema(schema, path, { depth: 1, repeats: 1 });
  if (walk.faults.length > 0) return walk.faults;
  // An unsound schema may hold what has no canonical form; its size and cost matter only once it is sound.
  if (canonicalBytes(schema).length > SCHEMA_LIMITS.bytes) {
    return [{ path, problem: `must have at most ${SCHEMA_LIMITS.bytes} bytes` }];
  }
  return walk.work > SCHEMA_LIMITS.work
    ? [{ path, problem: 'repeats costly patterns too often; narrow patterns or maxItems' }]
    : [];
}

/** Steps that all the patterns of schemas that keep to the profile may take together on one value of each. */
export function schemaWork(schemas: readonly JsonObject[]): number {
  return schemas.reduce((sum, schema) => {
    const walk = new SchemaWalk();
    walk.schema(schema, '', { depth: 1, repeats: 1 });
    return sum + walk.work;
  }, 0);
}
