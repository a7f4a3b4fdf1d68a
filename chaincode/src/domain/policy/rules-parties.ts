import { splitDeclarationId } from '../identifiers/index.js';
import { agencyHasRole, regionOf } from './agencies.js';
import type { ReadingFacts } from './policy.js';
import { isForItem, type Rule } from './rule.js';

/** Who asks, and about whom. */
export const PARTY_RULES: readonly Rule[] = [
  {
    rule: 'requester-active',
    refusal: 'REQUESTER_UNKNOWN',
    holds: ({ requester, request }) =>
      requester?.agency.status === 'active' && requester.agency.code === request.requester,
    says: { en: 'The requesting agency is active on this ledger.', zh: '请求部门在本账本上有效。' },
  },
  {
    rule: 'requester-role',
    refusal: 'REQUESTER_ROLE',
    concerns: isForItem,
    holds: requesterRoleHolds,
    says: {
      en: 'The agency has the requester role for this type and region.',
      zh: '该部门具有读取该类型及该地区数据的请求方角色。',
    },
  },
  {
    rule: 'declarant-active',
    refusal: 'DECLARANT_STATUS',
    holds: ({ declarant, request }) =>
      declarant?.status === 'active' &&
      declarant.declarant === splitDeclarationId(request.declaration).declarant,
    says: { en: 'The declarant is active.', zh: '申报人状态有效。' },
  },
];

function requesterRoleHolds({ requester, request }: ReadingFacts): boolean {
  if (requester === undefined) return true;
  const { type, declarant } = splitDeclarationId(request.declaration);
  return agencyHasRole(requester, 'requester', { type, region: regionOf(declarant) });
}
