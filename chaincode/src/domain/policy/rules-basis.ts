import { splitDeclarationId, splitEntryRef } from '../identifiers/index.js';
import type { Basis } from '../records/reading.js';
import type { ReadingFacts } from './policy.js';
import { none, type Rule } from './rule.js';

const rests = (kind: Basis['kind']) => (facts: ReadingFacts) => facts.request.basis.kind === kind;

/** On what ground: an application, a consent, or the law. */
export const BASIS_RULES: readonly Rule[] = [
  {
    rule: 'application-exists',
    refusal: 'APPLICATION_UNKNOWN',
    concerns: rests('request'),
    holds: ({ application, request: { basis } }) =>
      basis.kind === 'request' && application?.body.application === basis.application,
    says: { en: 'The application exists.', zh: '该申请存在。' },
  },
  {
    rule: 'application-open',
    refusal: 'APPLICATION_CLOSED',
    concerns: rests('request'),
    holds: ({ application }) => application === undefined || application.status === 'open',
    says: { en: 'The application is open.', zh: '该申请尚未办结。' },
  },
  {
    rule: 'application-fits',
    refusal: 'APPLICATION_OTHER',
    concerns: rests('request'),
    holds: applicationFits,
    says: {
      en: 'The application is by this declarant and for this item.',
      zh: '该申请属于该申报人和该事项。',
    },
  },
  {
    rule: 'application-scope',
    refusal: 'APPLICATION_SCOPE',
    concerns: rests('request'),
    holds: (facts) => none(claimsBeyondApplication(facts)),
    says: { en: 'The application names every claim asked for.', zh: '该申请列明了所请求的声明项。' },
  },
  {
    rule: 'consent-exists',
    refusal: 'CONSENT_UNKNOWN',
    concerns: rests('consent'),
    holds: ({ consent, request: { basis } }) =>
      basis.kind === 'consent' && consent?.body.consent === basis.consent,
    says: { en: 'The consent exists.', zh: '该授权存在。' },
  },
  {
    rule: 'consent-standing',
    refusal: 'CONSENT_REVOKED',
    concerns: rests('consent'),
    holds: ({ consent }) => consent === undefined || consent.status === 'active',
    says: { en: 'The consent was not revoked.', zh: '该授权未撤回。' },
  },
  {
    rule: 'consent-current',
    refusal: 'CONSENT_EXPIRED',
    concerns: rests('consent'),
    holds: ({ consent, now }) => consent === undefined || now < consent.body.validUntil,
    says: { en: 'The consent has not expired.', zh: '该授权未过期。' },
  },
  {
    rule: 'consent-scope',
    refusal: 'CONSENT_SCOPE',
    concerns: rests('consent'),
    holds: (facts) => none(beyondConsent(facts)),
    says: {
      en: 'The consent covers requester, item, type and claims.',
      zh: '该授权包括该请求方、事项、类型和声明项。',
    },
  },
];

function applicationFits({ application, request: { declaration, purpose } }: ReadingFacts): boolean {
  if (application === undefined || purpose.kind !== 'item') return true;
  const { declarant, item } = application.body;
  return declarant === splitDeclarationId(declaration).declarant && splitEntryRef(item).id === purpose.item;
}

/** The declarant signed what the plan said would be read; nothing else rests on that signature. */
function claimsBeyondApplication({ application, request }: ReadingFacts): readonly string[] {
  if (application === undefined) return [];
  const { type } = splitDeclarationId(request.declaration);
  const named = application.body.reads.find((read) => read.type === type)?.claims ?? [];
  return request.claims.filter((path) => !named.includes(path));
}

/** Which of declarant, requester, item and type differ, by name; then the claims that the consent leaves out. */
function beyondConsent({ consent, request }: ReadingFacts): readonly string[] {
  if (consent === undefined) return [];
  const { body } = consent;
  const { type, declarant } = splitDeclarationId(request.declaration);
  const item = request.purpose.kind === 'item' ? request.purpose.item : undefined;
  const pairs = [
    ['declarant', body.declarant, declarant],
    ['requester', body.requester, request.requester],
    ['item', body.item, item],
    ['type', body.type, type],
  ] as const;
  const differing = pairs.filter(([, covered, asked]) => covered !== asked).map(([name]) => name);
  return [...differing, ...request.claims.filter((path) => !body.claims.includes(path))];
}
