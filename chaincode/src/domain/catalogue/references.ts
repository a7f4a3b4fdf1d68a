import type { AgencyCode, EntryId } from '../ids.js';
import type { AgencyRecord } from '../records/agency.js';
import type { CatalogueEntry, CatalogueRecord, ClaimDefinition } from '../records/catalogue.js';

/** What an entry refers to, to be loaded by key before it is judged. */
export interface CatalogueReferences {
  readonly entries: readonly EntryId[];
  /** Elements of which the effective types that provide them are needed. */
  readonly elements: readonly EntryId[];
  readonly agencies: readonly AgencyCode[];
}

/** Committed state, by key: effective versions only. */
export interface CatalogueLookup {
  effective(id: EntryId): CatalogueRecord | undefined;
  /** Effective types that have a claim of the element. */
  providers(element: EntryId): readonly CatalogueRecord[];
  agency(code: AgencyCode): AgencyRecord | undefined;
}

export function catalogueReferences(entry: CatalogueEntry): CatalogueReferences {
  if (entry.kind === 'element') return { entries: [], elements: [], agencies: [] };
  if (entry.kind === 'type') {
    const { claims, provider, custodian } = entry.body;
    return {
      entries: unique(Object.values<ClaimDefinition>(claims).map(({ element }) => element)),
      elements: [],
      agencies: unique([provider, custodian]),
    };
  }
  const { reads, asks, agency, approvedBy, result } = entry.body;
  return {
    entries: unique([
      ...reads.map(({ type }) => type),
      ...asks.map(({ element }) => element),
      ...(result === undefined ? [] : [result]),
    ]),
    elements: unique(asks.map(({ element }) => element)),
    agencies: unique([agency, ...approvedBy]),
  };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
