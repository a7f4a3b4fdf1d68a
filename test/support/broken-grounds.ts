import { parseEntryId, parseEntryRef, parseKeyId, type ReadingFacts } from '@onceledger/chaincode/domain';
import type { BrokenFact } from './broken-facts.js';
import { catalogueRecord, itemJson, typeJson } from './catalogue-entries.js';
import {
  MARKET,
  OTHER_ENTERPRISE,
  TAX,
  application,
  asking,
  at,
  but,
  byConsent,
  byLaw,
  byRequest,
  consent,
  custody,
  market,
  paths,
  tax,
  toAttest,
} from './policy-facts.js';

const item = (more: Parameters<typeof itemJson>[0]) => catalogueRecord(itemJson(more));
const without = (facts: ReadingFacts, member: keyof ReadingFacts) => but(facts, { [member]: undefined });

/** What for, on what ground, and what shows at the answer. */
export const BROKEN_GROUNDS: readonly BrokenFact[] = [
  { what: 'the item does not exist', refusal: 'ITEM_UNKNOWN', facts: without(byLaw, 'item') },
  {
    what: 'the item is only filed',
    refusal: 'ITEM_UNKNOWN',
    facts: but(byLaw, { item: catalogueRecord(itemJson(), 'filed') }),
  },
  {
    what: 'the item is retired',
    refusal: 'ITEM_UNKNOWN',
    facts: but(byLaw, { item: catalogueRecord(itemJson(), 'retired') }),
  },
  {
    what: 'the entry is a type',
    refusal: 'ITEM_UNKNOWN',
    facts: but(byLaw, { item: catalogueRecord(typeJson()) }),
  },
  {
    what: 'the item is another one',
    refusal: 'ITEM_UNKNOWN',
    facts: asking(byLaw, { purpose: { kind: 'item', item: parseEntryId('other-item') } }),
  },
  {
    what: "the item is another agency's",
    refusal: 'ITEM_AGENCY',
    subject: ['commerce'],
    facts: but(byLaw, { item: item({ agency: 'commerce' }) }),
  },
  {
    what: 'the item is for individuals',
    refusal: 'ITEM_SUBJECT',
    facts: but(byLaw, { item: item({ subject: ['individual'] }) }),
  },
  {
    what: 'the item reads fewer claims',
    refusal: 'ITEM_CLAIMS',
    subject: ['telephone', 'account'],
    facts: but(byLaw, {
      item: item({ reads: [{ type: 'business-licence', claims: ['name'], required: true }] }),
    }),
  },
  {
    what: 'the item reads another type',
    refusal: 'ITEM_CLAIMS',
    subject: ['name', 'telephone', 'account'],
    facts: but(byLaw, {
      item: item({
        reads: [{ type: 'tax-registration', claims: ['name', 'telephone', 'account'], required: true }],
      }),
    }),
  },
  {
    what: 'the item admits only requests',
    refusal: 'BASIS_NOT_ADMITTED',
    facts: but(byLaw, { item: item({ bases: ['request'] }) }),
  },
  {
    what: 'an item rests on attestation',
    refusal: 'BASIS_NOT_ADMITTED',
    facts: asking(byLaw, { basis: { kind: 'attestation' } }),
  },
  {
    what: 'an attestation rests on the law',
    refusal: 'BASIS_NOT_ADMITTED',
    facts: asking(toAttest, { basis: { kind: 'law' } }),
  },
  {
    what: 'the application does not exist',
    refusal: 'APPLICATION_UNKNOWN',
    facts: without(byRequest, 'application'),
  },
  {
    what: 'the application is not the one named',
    refusal: 'APPLICATION_UNKNOWN',
    facts: asking(byRequest, {
      basis: { kind: 'request', application: `a-${'9'.repeat(32)}` as typeof application.application },
    }),
  },
  {
    what: 'the application is closed',
    refusal: 'APPLICATION_CLOSED',
    facts: but(byRequest, { application: { body: application, status: 'closed' } }),
  },
  {
    what: "the application is another declarant's",
    refusal: 'APPLICATION_OTHER',
    facts: but(byRequest, {
      application: { body: { ...application, declarant: OTHER_ENTERPRISE }, status: 'open' },
    }),
  },
  {
    what: 'the application is for another item',
    refusal: 'APPLICATION_OTHER',
    facts: but(byRequest, {
      application: { body: { ...application, item: parseEntryRef('other-item@1') }, status: 'open' },
    }),
  },
  {
    what: 'the application leaves out a claim',
    refusal: 'APPLICATION_SCOPE',
    subject: ['account'],
    facts: but(byRequest, {
      application: {
        body: {
          ...application,
          reads: [{ type: parseEntryId('business-licence'), claims: paths('name', 'telephone') }],
        },
        status: 'open',
      },
    }),
  },
  {
    what: 'the application reads nothing',
    refusal: 'APPLICATION_SCOPE',
    subject: ['name', 'telephone', 'account'],
    facts: but(byRequest, { application: { body: { ...application, reads: [] }, status: 'open' } }),
  },
  { what: 'the consent does not exist', refusal: 'CONSENT_UNKNOWN', facts: without(byConsent, 'consent') },
  {
    what: 'the consent is not the one named',
    refusal: 'CONSENT_UNKNOWN',
    facts: asking(byConsent, {
      basis: { kind: 'consent', consent: `c-${'9'.repeat(32)}` as typeof consent.consent },
    }),
  },
  {
    what: 'the consent was revoked',
    refusal: 'CONSENT_REVOKED',
    facts: but(byConsent, { consent: { body: consent, status: 'revoked' } }),
  },
  {
    what: 'the consent ends this moment',
    refusal: 'CONSENT_EXPIRED',
    facts: but(byConsent, {
      consent: { body: { ...consent, validUntil: at('12:00:00') }, status: 'active' },
    }),
  },
  {
    what: "the consent is another declarant's",
    refusal: 'CONSENT_SCOPE',
    subject: ['declarant'],
    facts: but(byConsent, {
      consent: { body: { ...consent, declarant: OTHER_ENTERPRISE }, status: 'active' },
    }),
  },
  {
    what: 'the consent is for another requester',
    refusal: 'CONSENT_SCOPE',
    subject: ['requester'],
    facts: but(byConsent, { consent: { body: { ...consent, requester: MARKET }, status: 'active' } }),
  },
  {
    what: 'the consent is for another item',
    refusal: 'CONSENT_SCOPE',
    subject: ['item'],
    facts: but(byConsent, {
      consent: { body: { ...consent, item: parseEntryId('other-item') }, status: 'active' },
    }),
  },
  {
    what: 'the consent is for another type',
    refusal: 'CONSENT_SCOPE',
    subject: ['type'],
    facts: but(byConsent, {
      consent: { body: { ...consent, type: parseEntryId('tax-registration') }, status: 'active' },
    }),
  },
  {
    what: 'the consent leaves out a claim',
    refusal: 'CONSENT_SCOPE',
    subject: ['telephone', 'account'],
    facts: but(byConsent, { consent: { body: { ...consent, claims: paths('name') }, status: 'active' } }),
  },
  {
    what: 'another agency opens in order to attest',
    refusal: 'ATTESTATION_ROLE',
    facts: but(asking(toAttest, { requester: TAX }), { requester: tax }),
  },
  {
    what: 'the provider has lost the role',
    refusal: 'ATTESTATION_ROLE',
    facts: but(toAttest, {
      requester: { ...market, agency: { ...market.agency, roles: [{ role: 'requester' }] } },
    }),
  },
  { what: "today's quota is used up", refusal: 'QUOTA_EXCEEDED', facts: but(byLaw, { grantedToday: 10 }) },
  {
    what: 'the request was committed late',
    refusal: 'REQUEST_LATE',
    facts: but(byLaw, { committedAt: at('12:04:01') }),
  },
  {
    what: 'the delivery key is unknown',
    refusal: 'REQUESTER_KEY',
    facts: asking(byLaw, { deliverTo: parseKeyId('B'.repeat(42) + 'A') }),
  },
  {
    what: 'the delivery key signs',
    refusal: 'REQUESTER_KEY',
    facts: but(byLaw, {
      requester: {
        ...tax,
        agency: { ...tax.agency, keys: tax.agency.keys.map((key) => ({ ...key, use: 'sign' as const })) },
      },
    }),
  },
  {
    what: 'the delivery key has ended',
    refusal: 'REQUESTER_KEY',
    facts: but(byLaw, {
      requester: {
        ...tax,
        agency: { ...tax.agency, keys: tax.agency.keys.map((key) => ({ ...key, until: at('12:00:00') })) },
      },
    }),
  },
  {
    what: 'the custodian could not open the sealed part',
    refusal: 'UNOPENABLE',
    subject: ['telephone', 'account'],
    facts: but(byLaw, { custody: { ...custody, state: 'unopenable' } }),
  },
];
