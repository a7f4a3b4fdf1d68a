import type { Decision, Link } from './policy.js';
import { REFUSALS } from './refusals.js';
import { RULES } from './rules.js';

export type Language = 'en' | 'zh';

const VERDICTS = {
  granted: { en: 'Granted: every link holds.', zh: '准予：各项条件均满足。' },
  refused: { en: 'Refused at the first broken link:', zh: '拒绝，首个不满足的条件为：' },
} as const;
const SAYS = new Map(RULES.map(({ rule, says }) => [rule, says]));

/** A decision in words: the verdict, then one line a link; the broken one last, with its code and what it is about. */
export function explain(decision: Decision, lang: Language): string {
  const verdict = VERDICTS[decision.granted ? 'granted' : 'refused'][lang];
  return [verdict, ...decision.links.map((link) => line(link, lang))].join('\n');
}

function line({ rule, refusal, subject = [] }: Link, lang: Language): string {
  if (refusal === undefined) return `✓ ${SAYS.get(rule)?.[lang] ?? rule}`;
  const about = subject.length > 0 ? `: ${subject.join(lang === 'zh' ? '、' : ', ')}` : '';
  return `✗ ${REFUSALS[refusal][lang]} [${refusal}${about}]`;
}
