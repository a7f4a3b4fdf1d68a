import type { DeclarationStatus } from '../records/declaration.js';
import { ACTIVE } from '../records/declaration.js';
import type { ReadingFacts } from './policy.js';
import { claimsWhere, isForItem, itemBody, none, typeBody, type Rule } from './rule.js';

/** A suspended declaration is not handed on; its provider may still open it to examine it again. */
const READABLE: readonly DeclarationStatus[] = ['declared', 'attested'];

/** What is asked for: declaration, version, status, claims. */
export const DECLARATION_RULES: readonly Rule[] = [
  {
    rule: 'declaration-exists',
    refusal: 'DECLARATION_UNKNOWN',
    holds: ({ declaration, request }) => declaration?.id === request.declaration,
    says: { en: 'The declaration exists.', zh: '该申报存在。' },
  },
  {
    rule: 'declaration-version',
    refusal: 'DECLARATION_VERSION',
    holds: ({ declaration, request }) => declaration === undefined || declaration.version === request.version,
    says: { en: 'The version asked for is the current one.', zh: '所请求的版本是当前版本。' },
  },
  {
    rule: 'declaration-status',
    refusal: 'DECLARATION_STATUS',
    holds: (facts) => {
      const status = facts.declaration?.status;
      if (status === undefined || (isForItem(facts) ? READABLE : ACTIVE).includes(status)) return true;
      return { subject: [status] };
    },
    says: { en: 'The declaration is active.', zh: '该申报处于有效状态。' },
  },
  {
    rule: 'declaration-validity',
    refusal: 'DECLARATION_VALIDITY',
    holds: ({ declaration, now }) =>
      (declaration?.validFrom === undefined || declaration.validFrom <= now) &&
      (declaration?.validUntil === undefined || now < declaration.validUntil),
    says: { en: 'The declaration is within its period of validity.', zh: '该申报在有效期内。' },
  },
  {
    rule: 'declaration-attested',
    refusal: 'DECLARATION_UNATTESTED',
    concerns: (facts) => isForItem(facts) && typeBody(facts)?.attested === true,
    holds: ({ declaration }) => declaration === undefined || declaration.status === 'attested',
    says: { en: 'The declaration is attested.', zh: '该申报已经核验。' },
  },
  {
    rule: 'claims-known',
    refusal: 'CLAIM_UNKNOWN',
    holds: (facts) => none(unknownClaims(facts)),
    says: { en: 'Every claim asked for is part of the type.', zh: '所请求的声明项均属于该类型。' },
  },
  {
    rule: 'claims-shared',
    refusal: 'CLAIM_NOT_SHARED',
    concerns: isForItem,
    holds: (facts) => none(claimsWhere(facts, ({ sharing }) => sharing === 'none')),
    says: { en: 'Every claim asked for may be handed on.', zh: '所请求的声明项均可共享。' },
  },
  {
    rule: 'claims-conditional',
    refusal: 'CLAIM_CONDITIONAL',
    concerns: isForItem,
    holds: (facts) => {
      const [item, provider] = [itemBody(facts), typeBody(facts)?.provider];
      if (item === undefined || provider === undefined || item.approvedBy.includes(provider)) return true;
      return none(claimsWhere(facts, ({ sharing }) => sharing === 'conditional'));
    },
    says: {
      en: 'The provider approved the item for the claims that need it.',
      zh: '对有条件共享的声明项，提供方已批准该事项读取。',
    },
  },
];

/** A type that cannot be found has none of the claims. */
function unknownClaims(facts: ReadingFacts): readonly string[] {
  const claims = typeBody(facts)?.claims;
  return facts.request.claims.filter((path) => claims === undefined || !Object.hasOwn(claims, path));
}
