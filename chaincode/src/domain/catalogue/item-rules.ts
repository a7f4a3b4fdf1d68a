import { fail } from '../errors/once-error.js';
import type { ClaimPath, EntryId } from '../ids.js';
import type { Fault } from '../json.js';
import { agencyHasRole } from '../policy/agencies.js';
import type { ClaimDefinition, ItemBody, ItemReading, TypeBody } from '../records/catalogue.js';
import type { CatalogueLookup } from './references.js';

/** What keeps an item from being filed: agencies, and types, claims and elements that are not there for it. */
export function itemFaults(body: ItemBody, lookup: CatalogueLookup): readonly Fault[] {
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

/** Asking for what could be read is refused, or its reason stays on record. @throws ASKS_AGAIN naming type and element */
export function assertAsksOnce(item: ItemBody, lookup: CatalogueLookup): void {
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
