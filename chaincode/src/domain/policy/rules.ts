import type { RefusalCode } from './refusals.js';
import type { Rule } from './rule.js';
import { ANSWER_RULES } from './rules-answer.js';
import { BASIS_RULES } from './rules-basis.js';
import { DECLARATION_RULES } from './rules-declaration.js';
import { ITEM_RULES } from './rules-item.js';
import { PARTY_RULES } from './rules-parties.js';

/** Every rule, one row each, in the order in which links are looked at: the order of `REFUSALS`. */
export const RULES: readonly Rule[] = [
  ...PARTY_RULES,
  ...DECLARATION_RULES,
  ...ITEM_RULES,
  ...BASIS_RULES,
  ...ANSWER_RULES,
];

/** Refusals that rest on what the custodian sees or counts: a contract takes its word where it cannot know better. */
export const CUSTODIAN_WORDS: readonly RefusalCode[] = ['QUOTA_EXCEEDED', 'REQUEST_LATE', 'UNOPENABLE'];
