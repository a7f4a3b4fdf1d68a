import { fail } from '../errors/once-error.js';
import type { ItemBody, ItemReading } from '../records/catalogue.js';
import { ACTIVE } from '../records/declaration.js';
import { authorize } from './authorize.js';
import { readingsOf, standingApplication } from './plan-readings.js';
import type { Decision, Plan, PlanFacts, PlanSource, PlanStep } from './policy.js';
import type { RefusalCode } from './refusals.js';
import { declarationStatusAt } from './times.js';

/**
 * What an item would read from whom, on what basis, and what stands in the way: each step is put to `authorize` as the
 * reading that it would become, so that a plan without obstacles is a reading granted.
 */
export function plan(facts: PlanFacts): Plan {
  const { entry } = facts.item;
  if (entry.kind !== 'item') throw fail('INPUT_INVALID', `${entry.id} is not a service item`);
  const { agency, reads, asks } = entry.body;
  const steps = reads.map((reading) => stepOf(reading, entry.body, facts));
  const application = standingApplication(facts);
  return {
    item: entry.id,
    declarant: facts.declarant.declarant,
    agency,
    steps,
    asks: asks.map(({ element }) => element),
    complete: steps.every(
      ({ obstacle, required, how }) => obstacle === undefined || (!required && how === 'missing'),
    ),
    ...(application?.status === 'open' ? { application: application.body.application } : {}),
  };
}

function stepOf(reading: ItemReading, item: ItemBody, facts: PlanFacts): PlanStep {
  const source = facts.sources.find(({ type }) => type.entry.id === reading.type);
  const type = source?.type.entry.kind === 'type' ? source.type.entry.body : undefined;
  const decision = nearest(readingsOf(reading, item, source, facts).map(authorize));
  const declaration = source?.declaration;
  return {
    type: reading.type,
    claims: reading.claims,
    required: reading.required,
    how: howOf(reading, source, facts),
    ...(declaration === undefined ? {} : { declaration: declaration.id, version: declaration.version }),
    provider: type?.provider ?? '',
    custodian: type?.custodian ?? '',
    basis: item.bases,
    ...obstacleOf(decision, source, facts),
  };
}

function howOf({ claims }: ItemReading, source: PlanSource | undefined, { now }: PlanFacts): PlanStep['how'] {
  const declaration = source?.declaration;
  if (declaration === undefined || !ACTIVE.includes(declarationStatusAt(declaration, now))) return 'missing';
  const type = source?.type.entry;
  return type?.kind === 'type' && claims.every((path) => type.body.claims[path]?.visibility === 'public')
    ? 'open'
    : 'reading';
}

/** Of several bases the granted one, otherwise the one that comes furthest. */
function nearest(decisions: readonly Decision[]): Decision | undefined {
  return decisions.reduce<Decision | undefined>((best, next) => {
    if (best === undefined || next.granted) return best?.granted === true ? best : next;
    return !best.granted && next.links.length > best.links.length ? next : best;
  }, undefined);
}

type Remedy = NonNullable<PlanStep['remedy']>;
/** What somebody can do about an obstacle; about the others nobody but the agencies' own bodies can. */
const REMEDIES: Partial<Record<RefusalCode, Remedy>> = {
  DECLARATION_UNKNOWN: 'declare',
  DECLARATION_STATUS: 'declare',
  DECLARATION_VALIDITY: 'declare',
  DECLARATION_UNATTESTED: 'attest',
  /** Declared under a former version of the type: the next version of the declaration names the present one. */
  CLAIM_UNKNOWN: 'declare',
  APPLICATION_UNKNOWN: 'apply',
  APPLICATION_CLOSED: 'apply',
  APPLICATION_OTHER: 'apply',
  APPLICATION_SCOPE: 'apply',
  CONSENT_UNKNOWN: 'consent',
  CONSENT_REVOKED: 'consent',
  CONSENT_EXPIRED: 'consent',
  CONSENT_SCOPE: 'consent',
  QUOTA_EXCEEDED: 'wait',
  UNOPENABLE: 'declare',
};

function obstacleOf(
  decision: Decision | undefined,
  source: PlanSource | undefined,
  facts: PlanFacts,
): Pick<PlanStep, 'obstacle' | 'remedy'> {
  if (decision === undefined || decision.granted) return {};
  const remedy = isPassing(source, facts) ? PASSING[decision.refusal] : REMEDIES[decision.refusal];
  return { obstacle: decision.refusal, ...(remedy === undefined ? {} : { remedy }) };
}

const PASSING: typeof REMEDIES = { ...REMEDIES, DECLARATION_STATUS: 'wait', DECLARATION_VALIDITY: 'wait' };

/** Suspended, or not valid yet: declaring again would meet the declaration that there is. */
function isPassing(source: PlanSource | undefined, { now }: PlanFacts): boolean {
  const declaration = source?.declaration;
  return declaration !== undefined && ACTIVE.includes(declarationStatusAt(declaration, now));
}
