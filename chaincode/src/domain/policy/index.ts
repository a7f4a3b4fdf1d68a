export * from './agencies.js';
export { authorize } from './authorize.js';
export { explain, type Language } from './explain.js';
export { plan } from './plan.js';
export type * from './policy.js';
export * from './refusals.js';
export type { Broken, Rule } from './rule.js';
export { CUSTODIAN_WORDS, RULES } from './rules.js';
export * from './times.js';
