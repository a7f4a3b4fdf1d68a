import { splitDeclarationId } from '../identifiers/index.js';
import type { ReadingFacts } from './policy.js';
import { isForItem, itemBody, none, type Rule } from './rule.js';

/** What for: the item that the requester handles. */
export const ITEM_RULES: readonly Rule[] = [
  {
    rule: 'item-effective',
    refusal: 'ITEM_UNKNOWN',
    concerns: isForItem,
    holds: (facts) => {
      const { item, request } = facts;
      const asked = request.purpose.kind === 'item' ? request.purpose.item : undefined;
      return itemBody(facts) !== undefined && item?.status === 'effective' && item.entry.id === asked;
    },
    says: { en: 'The service item is effective.', zh: '该政务服务事项已生效。' },
  },
  {
    rule: 'item-agency',
    refusal: 'ITEM_AGENCY',
    concerns: isForItem,
    holds: (facts) => {
      const agency = itemBody(facts)?.agency;
      return agency === undefined || agency === facts.request.requester ? true : { subject: [agency] };
    },
    says: { en: 'The item belongs to the requesting agency.', zh: '该事项属于请求部门。' },
  },
  {
    rule: 'item-subject',
    refusal: 'ITEM_SUBJECT',
    concerns: isForItem,
    holds: (facts) => {
      const [item, kind] = [itemBody(facts), facts.declarant?.declarantKind];
      return item === undefined || kind === undefined || item.subject.includes(kind);
    },
    says: { en: 'The item is for this kind of declarant.', zh: '该事项适用于这类申报人。' },
  },
  {
    rule: 'item-claims',
    refusal: 'ITEM_CLAIMS',
    concerns: isForItem,
    holds: (facts) => none(claimsBeyondItem(facts)),
    says: {
      en: 'Every claim asked for is among those that the item reads.',
      zh: '所请求的声明项均在该事项的读取范围内。',
    },
  },
  {
    rule: 'basis-admitted',
    refusal: 'BASIS_NOT_ADMITTED',
    holds: basisAdmitted,
    says: { en: 'The basis is admitted for this purpose.', zh: '该用途允许使用此依据。' },
  },
];

function claimsBeyondItem(facts: ReadingFacts): readonly string[] {
  const item = itemBody(facts);
  if (item === undefined) return [];
  const { type } = splitDeclarationId(facts.request.declaration);
  const readable = item.reads.find((reading) => reading.type === type)?.claims ?? [];
  return facts.request.claims.filter((path) => !readable.includes(path));
}

function basisAdmitted(facts: ReadingFacts): boolean {
  const { kind } = facts.request.basis;
  if (!isForItem(facts) || kind === 'attestation') return !isForItem(facts) && kind === 'attestation';
  return itemBody(facts)?.bases.includes(kind) ?? true;
}
