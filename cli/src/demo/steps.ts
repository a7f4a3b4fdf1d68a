/** Steps that `--break` can sabotage. */
export const BREAKS = ['attest', 'deliver', 'forge', 'revoke', 'ask'] as const;
export type Break = (typeof BREAKS)[number];

export const STEPS = [
  'init',
  'enrol',
  'declare',
  'attest',
  'apply',
  'deliver',
  'forge',
  'revoke',
  'journal',
  'audit',
  'ask',
] as const;
export type StepName = (typeof STEPS)[number];
