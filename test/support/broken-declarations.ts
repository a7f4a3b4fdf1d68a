import {
  parseClaimPath,
  parseDeclarationId,
  parseEntryId,
  type ReadingFacts,
} from '@onceledger/chaincode/domain';
import type { BrokenFact } from './broken-facts.js';
import { catalogueRecord, itemJson } from './catalogue-entries.js';
import {
  ENTERPRISE,
  OTHER_ENTERPRISE,
  agency,
  asking,
  at,
  but,
  byLaw,
  declarant,
  declaration,
  paths,
  toAttest,
} from './policy-facts.js';

const item = (more: Parameters<typeof itemJson>[0]) => catalogueRecord(itemJson(more));
const without = (facts: ReadingFacts, member: keyof ReadingFacts) => but(facts, { [member]: undefined });

/** Who asks, about whom, and for what. */
export const BROKEN_DECLARATIONS: readonly BrokenFact[] = [
  {
    what: 'the requester is not on the ledger',
    refusal: 'REQUESTER_UNKNOWN',
    facts: without(byLaw, 'requester'),
  },
  {
    what: 'the requester is closed',
    refusal: 'REQUESTER_UNKNOWN',
    facts: but(byLaw, { requester: agency('tax', [{ role: 'requester' }], { status: 'closed' }) }),
  },
  {
    what: 'the record is of another agency',
    refusal: 'REQUESTER_UNKNOWN',
    facts: but(byLaw, { requester: agency('commerce', [{ role: 'requester' }]) }),
  },
  {
    what: 'the requester has no requester role',
    refusal: 'REQUESTER_ROLE',
    facts: but(byLaw, { requester: agency('tax', [{ role: 'auditor' }]) }),
  },
  {
    what: 'the role is for another type',
    refusal: 'REQUESTER_ROLE',
    facts: but(byLaw, {
      requester: agency('tax', [{ role: 'requester', types: [parseEntryId('tax-registration')] }]),
    }),
  },
  {
    what: 'the role is for another region',
    refusal: 'REQUESTER_ROLE',
    facts: but(byLaw, { requester: agency('tax', [{ role: 'requester', regions: ['33', '3502'] }]) }),
  },
  {
    what: 'the declarant is not on the ledger',
    refusal: 'DECLARANT_STATUS',
    facts: without(byLaw, 'declarant'),
  },
  ...(['suspended', 'deregistered', 'deceased', 'merged'] as const).map((status) => ({
    what: `the declarant is ${status}`,
    refusal: 'DECLARANT_STATUS' as const,
    facts: but(byLaw, { declarant: { ...declarant, status } }),
  })),
  {
    what: 'the declarant is another one',
    refusal: 'DECLARANT_STATUS',
    facts: but(byLaw, { declarant: { ...declarant, declarant: OTHER_ENTERPRISE } }),
  },
  {
    what: 'the declaration does not exist',
    refusal: 'DECLARATION_UNKNOWN',
    facts: without(byLaw, 'declaration'),
  },
  {
    what: 'the declaration is another one',
    refusal: 'DECLARATION_UNKNOWN',
    facts: but(byLaw, {
      declaration: { ...declaration, id: parseDeclarationId(`business-licence.${ENTERPRISE}.branch`) },
    }),
  },
  {
    what: 'the version is a former one',
    refusal: 'DECLARATION_VERSION',
    facts: asking(byLaw, { version: 2 }),
  },
  ...(['refused', 'suspended', 'withdrawn', 'revoked', 'expired'] as const).map((status) => ({
    what: `the declaration is ${status}`,
    refusal: 'DECLARATION_STATUS' as const,
    subject: [status],
    facts: but(byLaw, { declaration: { ...declaration, status } }),
  })),
  {
    what: 'a withdrawn declaration is to be attested',
    refusal: 'DECLARATION_STATUS',
    subject: ['withdrawn'],
    facts: but(toAttest, { declaration: { ...declaration, status: 'withdrawn' } }),
  },
  {
    what: 'the declaration is not valid yet',
    refusal: 'DECLARATION_VALIDITY',
    facts: but(byLaw, { declaration: { ...declaration, validFrom: at('12:00:01') } }),
  },
  {
    what: 'the validity ends this moment',
    refusal: 'DECLARATION_VALIDITY',
    facts: but(byLaw, { declaration: { ...declaration, validUntil: at('12:00:00') } }),
  },
  {
    what: 'the declaration is not attested',
    refusal: 'DECLARATION_UNATTESTED',
    facts: but(byLaw, { declaration: { ...declaration, status: 'declared' } }),
  },
  {
    what: 'a claim is not of the type',
    refusal: 'CLAIM_UNKNOWN',
    subject: ['fax'],
    facts: asking(byLaw, { claims: paths('name', 'fax') }),
  },
  {
    what: 'the type is not in the catalogue',
    refusal: 'CLAIM_UNKNOWN',
    subject: ['name', 'telephone', 'account'],
    facts: without(byLaw, 'type'),
  },
  {
    what: 'a claim is named like a member of every object',
    refusal: 'CLAIM_UNKNOWN',
    subject: ['constructor'],
    facts: asking(byLaw, { claims: [parseClaimPath('constructor')] }),
  },
  {
    what: 'a claim is never handed on',
    refusal: 'CLAIM_NOT_SHARED',
    subject: ['secret'],
    facts: asking(byLaw, { claims: paths('name', 'secret') }),
  },
  {
    what: 'the provider did not approve the item',
    refusal: 'CLAIM_CONDITIONAL',
    subject: ['account'],
    facts: but(byLaw, { item: item({ approvedBy: ['commerce'] }) }),
  },
];
