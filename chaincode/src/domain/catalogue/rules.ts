import { canonicalize } from '../encoding/index.js';
import { fail } from '../errors/once-error.js';
import type { AgencyCode, ClaimPath, EntryId } from '../ids.js';
import type { Fault } from '../json.js';
import { memberPath } from '../parse/index.js';
import { agencyHasRole } from '../policy/agencies.js';
import type { AgencyRecord } from '../records/agency.js';
import type {
  CatalogueEntry,
  CatalogueRecord,
  ClaimDefinition,
  ElementBody,
  ItemBody,
  ItemReading,
  TypeBody,
} from '../records/catalogue.js';
import { assertSchemaProfile, schemaFaults } from './schema-profile.js';

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

/**
 * That an entry may be filed, and again that it may become effective: what it refers to exists and admits it.
 * @throws SCHEMA_UNSUPPORTED, INPUT_INVALID with every fault, ASKS_AGAIN naming type and element
 */
export function assertFileable(entry: CatalogueEntry, lookup: CatalogueLookup): void {
  if (entry.kind === 'element') {
    assertSchemaProfile(entry.body.schema, '/body/schema');
    return;
  }
  const faults =
    entry.kind === 'type' ? typeFaults(entry.id, entry.body, lookup) : itemFaults(entry.body, lookup);
  if (faults.length > 0) throw fail('INPUT_INVALID', { faults });
  if (entry.kind === 'item') assertAsksOnce(entry.body, lookup);
}

function typeFaults(id: EntryId, body: TypeBody, lookup: CatalogueLookup): readonly Fault[] {
  const faults: Fault[] = [];
  for (const role of ['provider', 'custodian'] as const) {
    const agency = lookup.agency(body[role]);
    if (agency === undefined || !agencyHasRole(agency, role, { type: id })) {
      faults.push({
        path: `/body/${role}`,
        problem: `must be an active agency with the role ${role} for this type`,
      });
    }
  }
  for (const [path, claim] of Object.entries<ClaimDefinition>(body.claims)) {
    faults.push(...claimFaults(claim, memberPath('/body/claims', path), body, lookup));
  }
  return faults;
}

function claimFaults(
  claim: ClaimDefinition,
  path: string,
  type: TypeBody,
  lookup: CatalogueLookup,
): readonly Fault[] {
  const element = lookup.effective(claim.element)?.entry;
  if (element?.kind !== 'element')
    return [{ path: `${path}/element`, problem: 'is not an effective data element' }];
  return [...copyFaults(claim, element.body, path), ...opennessFaults(claim, element.body, path, type)];
}

/** The schema copied into the type is the element's own, so that nothing has to be looked up when it validates. */
function copyFaults({ schema }: ClaimDefinition, element: ElementBody, path: string): readonly Fault[] {
  const faults = schemaFaults(schema, `${path}/schema`);
  if (faults.length > 0 || canonicalize(schema) === canonicalize(element.schema)) return faults;
  return [{ path: `${path}/schema`, problem: "must equal the data element's schema" }];
}

function opennessFaults(
  claim: ClaimDefinition,
  element: ElementBody,
  path: string,
  type: TypeBody,
): readonly Fault[] {
  if (claim.visibility === 'private') return [];
  const faults: Fault[] = [];
  if (claim.sharing !== 'unconditional') {
    faults.push({
      path: `${path}/sharing`,
      problem: 'must be unconditional: public claims are open to everyone',
    });
  }
  if (type.publicBody === 'chain' && mustBePurgeable(element.personal, type)) {
    const problem = 'must be private, or the public body in the collection: it is about a person';
    faults.push({ path: `${path}/visibility`, problem });
  }
  return faults;
}

function mustBePurgeable(personal: boolean, type: TypeBody): boolean {
  return personal || type.subject.includes('individual');
}

function itemFaults(body: ItemBody, lookup: CatalogueLookup): readonly Fault[] {
  return [
    ...itemAgencyFaults(body, lookup),
    ...body.reads.flatMap((reading, index) => readingFaults(reading, `/body/reads/${index}`, body, lookup)),
    ...body.asks.flatMap(({ element }, index) =>
      kindFaults(element, 'element', `/body/asks/${index}/element`, lookup),
    ),
    ...(body.result === undefined ? [] : kindFaults(body.result, 'type', '/body/result', lookup)),
  ];
}

function itemAgencyFaults({ agency: code, approvedBy }: ItemBody, lookup: CatalogueLookup): readonly Fault[] {
  const agency = lookup.agency(code);
  const requester = agency !== undefined && agencyHasRole(agency, 'requester');
  return [
    ...(requester
      ? []
      : [{ path: '/body/agency', problem: 'must be an active agency with the role requester' }]),
    ...approvedBy.flatMap((one, index) =>
      lookup.agency(one) === undefined
        ? [{ path: `/body/approvedBy/${index}`, problem: 'is not an agency' }]
        : [],
    ),
  ];
}

const WORDS = { element: 'data element', type: 'declaration type' } as const;

function kindFaults(
  id: EntryId,
  kind: keyof typeof WORDS,
  path: string,
  lookup: CatalogueLookup,
): readonly Fault[] {
  return lookup.effective(id)?.entry.kind === kind
    ? []
    : [{ path, problem: `is not an effective ${WORDS[kind]}` }];
}

function readingFaults(
  reading: ItemReading,
  path: string,
  item: ItemBody,
  lookup: CatalogueLookup,
): readonly Fault[] {
  const type = lookup.effective(reading.type)?.entry;
  if (type?.kind !== 'type')
    return [{ path: `${path}/type`, problem: 'is not an effective declaration type' }];
  const faults: Fault[] = [];
  if (!overlap(type.body, item))
    faults.push({ path: `${path}/type`, problem: 'is for another kind of declarant' });
  for (const [index, claim] of reading.claims.entries()) {
    const problem = claimProblem(type.body, claim);
    if (problem !== undefined) faults.push({ path: `${path}/claims/${index}`, problem });
  }
  return faults;
}

function claimProblem(type: TypeBody, path: ClaimPath): string | undefined {
  const claim = Object.hasOwn(type.claims, path) ? type.claims[path] : undefined;
  if (claim === undefined) return 'is not a claim of the type';
  return claim.sharing === 'none' ? 'is never handed on' : undefined;
}

/** mission: asking twice is refused, or a reason stays on record. */
function assertAsksOnce(item: ItemBody, lookup: CatalogueLookup): void {
  const again = item.asks
    .filter(({ reason }) => reason === undefined)
    .flatMap(({ element }) =>
      readableFrom(element, item, lookup).map((type) => `${type} provides ${element}`),
    );
  if (again.length > 0) throw fail('ASKS_AGAIN', again.join('; '));
}

/** Effective types, for a declarant of the item's kind, that hand on the element. */
function readableFrom(element: EntryId, item: ItemBody, lookup: CatalogueLookup): readonly EntryId[] {
  return lookup.providers(element).flatMap(({ entry, status }) => {
    if (entry.kind !== 'type' || status !== 'effective' || !overlap(entry.body, item)) return [];
    const claims = Object.values<ClaimDefinition>(entry.body.claims);
    return claims.some((claim) => claim.element === element && claim.sharing !== 'none') ? [entry.id] : [];
  });
}

function overlap(type: TypeBody, item: ItemBody): boolean {
  return type.subject.some((kind) => item.subject.includes(kind));
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
