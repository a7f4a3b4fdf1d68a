import type { NamespaceUse } from '../chaincode/read-write-set.js';
import type { Collections } from '../chaincode/collections.js';

/** Whether endorsements by these organizations satisfy the policy of the chaincode, or of one of its collections. */
export interface EndorsementRules {
  satisfied(organizations: readonly string[], collection?: string): boolean;
}

export interface PlanFacts {
  readonly organizations: readonly string[];
  readonly first: string;
  /** Organizations that failed or differed. */
  readonly excluded: ReadonlySet<string>;
  readonly use: NamespaceUse;
  readonly hasTransient: boolean;
  readonly rules: EndorsementRules;
  readonly collections: Collections;
}

/** `organizations`: a smallest set, with the first endorser where it may be among them; or why there is none. */
export type EndorsementPlan = { readonly organizations: readonly string[] } | { readonly impossible: string };

export const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy';
/** Beyond this many candidates subsets are no longer tried one by one. */
const EXHAUSTIVE = 12;

/**
 * The gateway's own choice of endorsers, from what the first simulation read and wrote (internal/pkg/gateway/endorse.go):
 * every policy concerned must be satisfied; where transient data travels, only members of the collections see it.
 */
export function planEndorsement(facts: PlanFacts): EndorsementPlan {
  const all = candidates(facts, new Set(facts.use.collectionsRead));
  if (!facts.hasTransient) return toPlan(choose(all, facts), NO_COMBINATION);
  const touched = new Set([...facts.use.collectionsWritten, ...facts.use.collectionsRead]);
  const trusted = choose(candidates(facts, touched), facts);
  const reason = choose(all, facts)
    ? `requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [${[...touched].join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`
    : NO_COMBINATION;
  return toPlan(trusted, reason);
}

function toPlan(chosen: readonly string[] | undefined, impossible: string): EndorsementPlan {
  return chosen ? { organizations: chosen } : { impossible };
}

/** Not excluded, and members of every one of these collections. */
function candidates(facts: PlanFacts, collections: ReadonlySet<string>): string[] {
  return facts.organizations.filter(
    (organization) =>
      !facts.excluded.has(organization) &&
      [...collections].every((name) => facts.collections.find(name)?.members.includes(organization)),
  );
}

/** With the first endorser, whose answer is there already, wherever it is a candidate. */
function choose(from: readonly string[], facts: PlanFacts): readonly string[] | undefined {
  const always = from.filter((organization) => organization === facts.first);
  const others = from.filter((organization) => organization !== facts.first);
  if (!isSatisfied([...always, ...others], facts)) return undefined;
  if (others.length > EXHAUSTIVE) return [...always, ...others];
  for (let size = 0; size <= others.length; size += 1) {
    for (const subset of subsets(others, size)) {
      if (isSatisfied([...always, ...subset], facts)) return [...always, ...subset];
    }
  }
  return undefined;
}

/** As Fabric's validator asks: the chaincode's policy unless only collections were written, and each written collection's own. */
function isSatisfied(organizations: readonly string[], { use, rules }: PlanFacts): boolean {
  const chaincodeToo = use.publicWrites || use.collectionsWritten.length === 0;
  return (
    (!chaincodeToo || rules.satisfied(organizations)) &&
    use.collectionsWritten.every((name) => rules.satisfied(organizations, name))
  );
}

function* subsets(of: readonly string[], size: number, from = 0): Generator<string[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= of.length - size; index += 1) {
    for (const rest of subsets(of, size - 1, index + 1)) yield [of[index] ?? '', ...rest];
  }
}
