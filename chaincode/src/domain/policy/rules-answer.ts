import { millisecondsOf } from '../identifiers/index.js';
import { agencyHasRole, agencyKeyAt } from './agencies.js';
import type { ReadingFacts } from './policy.js';
import { claimsWhere, isForItem, itemBody, none, typeBody, type Rule } from './rule.js';

/** What only shows at the answer: who attests, quota, time, keys, custody. */
export const ANSWER_RULES: readonly Rule[] = [
  {
    rule: 'attestation-provider',
    refusal: 'ATTESTATION_ROLE',
    concerns: (facts) => !isForItem(facts),
    holds: isProvider,
    says: { en: 'The requester is the provider of the type.', zh: '请求方是该类型的提供方。' },
  },
  {
    rule: 'quota',
    refusal: 'QUOTA_EXCEEDED',
    concerns: ({ request }) => request.basis.kind === 'law',
    holds: (facts) => (facts.grantedToday ?? 0) < (itemBody(facts)?.law.quotaPerDay ?? Infinity),
    says: { en: "The item's quota for today is not used up.", zh: '该事项今日额度尚未用完。' },
  },
  {
    rule: 'request-window',
    refusal: 'REQUEST_LATE',
    concerns: ({ committedAt }) => committedAt !== undefined,
    holds: ({ requestedAt, committedAt = requestedAt, requestWindowSeconds }) =>
      millisecondsOf(committedAt) - millisecondsOf(requestedAt) <= requestWindowSeconds * 1000,
    says: { en: 'The request was committed soon after its timestamp.', zh: '请求在其时间戳之后及时上链。' },
  },
  {
    rule: 'delivery-key',
    refusal: 'REQUESTER_KEY',
    holds: ({ requester, request, now }) =>
      requester === undefined || agencyKeyAt(requester, request.deliverTo, now, 'encrypt') !== undefined,
    says: { en: 'The delivery key is a current key of the requester.', zh: '交付密钥是请求方当前的密钥。' },
  },
  {
    rule: 'custody-openable',
    refusal: 'UNOPENABLE',
    holds: (facts) =>
      isUnopenable(facts) ? none(claimsWhere(facts, ({ visibility }) => visibility === 'private')) : true,
    says: {
      en: 'The custodian has not found the sealed part unopenable.',
      zh: '保管方未报告密封部分无法打开。',
    },
  },
];

function isProvider(facts: ReadingFacts): boolean {
  const [type, requester] = [typeBody(facts), facts.requester];
  if (type === undefined || requester === undefined) return true;
  return (
    type.provider === requester.agency.code &&
    agencyHasRole(requester, 'provider', { type: facts.type?.entry.id })
  );
}

function isUnopenable({ custody, request }: ReadingFacts): boolean {
  return (
    custody?.state === 'unopenable' &&
    custody.id === request.declaration &&
    custody.version === request.version
  );
}
