import type { ClaimPath } from '../ids.js';
import type { JsonObject } from '../json.js';
import type { TypeBody } from '../records/catalogue.js';

/** Which claims a schema is for: all of the type, or those of one visibility. */
export type ClaimSelection = 'all' | 'public' | 'private';

/** Schema of an object claim path → value: what a type demands of the claims given. Absent claims are left out, never null. */
export function claimsSchema(type: TypeBody, which: ClaimSelection): JsonObject {
  const chosen = claimsOf(type, which);
  return {
    type: 'object',
    properties: Object.fromEntries(chosen.map((path) => [path, type.claims[path]?.schema ?? false])),
    required: chosen.filter((path) => type.claims[path]?.required === true),
    additionalProperties: false,
  };
}

/** Paths of a type's claims, sorted by UTF-16 units. */
export function claimsOf(type: TypeBody, which: ClaimSelection): readonly ClaimPath[] {
  // Object.keys forgets that the names of `claims` are parsed claim paths.
  return (Object.keys(type.claims) as ClaimPath[])
    .filter((path) => which === 'all' || type.claims[path]?.visibility === which)
    .sort();
}
