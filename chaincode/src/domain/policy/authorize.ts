import type { Decision, Link, ReadingFacts } from './policy.js';
import type { Rule } from './rule.js';
import { RULES } from './rules.js';

/** Judges one reading by every rule that concerns it, in order, and stops at the first broken link. */
export function authorize(facts: ReadingFacts): Decision {
  const links: Link[] = [];
  for (const row of RULES) {
    if (row.concerns?.(facts) === false) continue;
    const link = linkOf(row, facts);
    links.push(link);
    if (!link.holds) return { granted: false, refusal: row.refusal, links };
  }
  return { granted: true, links };
}

function linkOf({ rule, refusal, holds }: Rule, facts: ReadingFacts): Link {
  const found = holds(facts);
  if (found === true) return { rule, holds: true };
  return { rule, holds: false, refusal, ...(found === false ? {} : { subject: found.subject }) };
}
