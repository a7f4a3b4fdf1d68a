import { parseEntryId, type EntryId } from '../domain/index.js';
import { array, integer, object, oneOf, optional, parsedBy, parseWith } from '../domain/parse/index.js';

/** Key `catalogue-head/<id>`: where an entry's versions stand, so that nothing needs a scan. */
export interface CatalogueHead {
  readonly format: 1;
  readonly kind: 'catalogue-head';
  /** The version in effect; absent where none is. */
  readonly effective?: number;
  /** The highest version filed. */
  readonly latest: number;
}

/** Key `provides/<element>`: the effective types that have a claim of this data element. */
export interface Providers {
  readonly format: 1;
  readonly kind: 'provides';
  /** Sorted. */
  readonly types: readonly EntryId[];
}

const version = integer(1, 999_999);
const catalogueHead = object<CatalogueHead>({
  format: oneOf(1),
  kind: oneOf('catalogue-head'),
  effective: optional(version),
  latest: version,
});
const providers = object<Providers>({
  format: oneOf(1),
  kind: oneOf('provides'),
  types: array(parsedBy(parseEntryId), { max: 10_000 }),
});

/** @throws INPUT_INVALID */
export function parseCatalogueHead(value: unknown): CatalogueHead {
  return parseWith(catalogueHead, value);
}

/** @throws INPUT_INVALID */
export function parseProviders(value: unknown): Providers {
  return parseWith(providers, value);
}
