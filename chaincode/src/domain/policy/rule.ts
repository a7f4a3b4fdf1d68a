import type { ClaimPath } from '../ids.js';
import type { ClaimDefinition, ItemBody, TypeBody } from '../records/catalogue.js';
import type { ReadingFacts } from './policy.js';
import type { RefusalCode } from './refusals.js';

/** A rule that does not hold, with what it is about: claims, statuses or codes, never a value of a claim. */
export interface Broken {
  readonly subject: readonly string[];
}

/**
 * One link. It judges its own fact alone: where what it would judge is absent, the rule whose fact is the absence says
 * so, and this one holds.
 */
export interface Rule {
  readonly rule: string;
  readonly refusal: RefusalCode;
  /** Left out of decisions that it does not concern; absent: it concerns all. */
  readonly concerns?: (facts: ReadingFacts) => boolean;
  readonly holds: (facts: ReadingFacts) => boolean | Broken;
  /** What is so where it holds; `refusal` says what is so where it doesn't. */
  readonly says: { readonly en: string; readonly zh: string };
}

/** A rule about several things: it holds where none is left, and names those that are. */
export function none(left: readonly string[]): true | Broken {
  return left.length === 0 ? true : { subject: left };
}

export function typeBody({ type }: ReadingFacts): TypeBody | undefined {
  return type?.entry.kind === 'type' ? type.entry.body : undefined;
}

export function itemBody({ item }: ReadingFacts): ItemBody | undefined {
  return item?.entry.kind === 'item' ? item.entry.body : undefined;
}

/** Claims asked for that the type has and whose definition is as `test` says. */
export function claimsWhere(
  facts: ReadingFacts,
  test: (claim: ClaimDefinition) => boolean,
): readonly ClaimPath[] {
  const claims = typeBody(facts)?.claims;
  if (claims === undefined) return [];
  return facts.request.claims.filter((path) => {
    const claim = Object.hasOwn(claims, path) ? claims[path] : undefined;
    return claim !== undefined && test(claim);
  });
}

export function isForItem({ request }: ReadingFacts): boolean {
  return request.purpose.kind === 'item';
}
