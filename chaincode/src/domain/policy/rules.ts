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

/** Refusals that rest on what only the custodian sees: a contract takes its word for them. */
export const CUSTODIAN_WORDS: readonly RefusalCode[] = ['REQUEST_LATE', 'UNOPENABLE'];
