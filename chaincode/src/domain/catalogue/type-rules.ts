import { canonicalize } from '../encoding/index.js';
import type { EntryId } from '../ids.js';
import type { Fault } from '../json.js';
import { memberPath } from '../parse/index.js';
import { agencyHasRole } from '../policy/agencies.js';
import type { ClaimDefinition, ElementBody, TypeBody } from '../records/catalogue.js';
import type { CatalogueLookup } from './references.js';
import { SCHEMA_LIMITS } from './schema-limits.js';
import { schemaFaults, schemaWork } from './schema-profile.js';

/** What keeps a type from being filed: agencies, elements, schemas, and openness that its claims do not admit. */
export function typeFaults(id: EntryId, body: TypeBody, lookup: CatalogueLookup): readonly Fault[] {
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
  const claims = Object.entries<ClaimDefinition>(body.claims);
  for (const [path, claim] of claims) {
    faults.push(...claimFaults(claim, memberPath('/body/claims', path), body, lookup));
  }
  if (faults.length === 0 && schemaWork(claims.map(([, { schema }]) => schema)) > SCHEMA_LIMITS.work) {
    faults.push({ path: '/body/claims', problem: 'have too many costly patterns together' });
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
