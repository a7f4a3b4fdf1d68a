import {
  array,
  boolean,
  integer,
  jsonObject,
  object,
  oneOf,
  optional,
  record,
  set,
  variants,
} from '../parse/index.js';
import type {
  BasisKind,
  CatalogueEntry,
  ClaimDefinition,
  ElementBody,
  ElementEntry,
  EntryDecisionBody,
  FileBody,
  ItemAsk,
  ItemBody,
  ItemEntry,
  ItemReading,
  Origin,
  TypeBody,
  TypeEntry,
} from './catalogue.js';
import {
  MAX_CLAIMS,
  agencyCode,
  claimPath,
  claimSet,
  declarantKind,
  digest,
  entryId,
  entryRef,
  names,
  reads,
  reason,
  version,
  text,
} from './parse-common.js';
import type { LocalizedNames } from './agency.js';

const prose = object<LocalizedNames>({ en: text(2000), zh: text(2000) });
const subject = set(declarantKind, { min: 1, max: 2 });

const elementBody = object<ElementBody>({ description: prose, schema: jsonObject, personal: boolean });

const claimDefinition = object<ClaimDefinition>({
  element: entryId,
  names,
  required: boolean,
  visibility: oneOf('public', 'private'),
  sharing: oneOf('unconditional', 'conditional', 'none'),
  schema: jsonObject,
});

const typeBody = object<TypeBody>({
  subject,
  claims: record(claimPath, claimDefinition, { min: 1, max: MAX_CLAIMS }),
  provider: agencyCode,
  custodian: agencyCode,
  origins: set(oneOf<Origin>('self', 'agency', 'assisted'), { min: 1, max: 3 }),
  publicBody: oneOf('chain', 'collection'),
  attested: boolean,
});

const itemBody = object<ItemBody>({
  agency: agencyCode,
  subject,
  bases: set(oneOf<BasisKind>('request', 'consent', 'law'), { min: 1, max: 3 }),
  law: object<ItemBody['law']>({ citation: prose, quotaPerDay: optional(integer(1, 10_000_000)) }),
  reads: array(object<ItemReading>({ type: entryId, claims: claimSet, required: boolean }), {
    max: 50,
    unique: ({ type }) => type,
  }),
  asks: array(object<ItemAsk>({ element: entryId, reason: optional(prose) }), {
    max: 200,
    unique: ({ element }) => element,
  }),
  approvedBy: set(agencyCode, { max: 50 }),
  confidential: boolean,
  timeLimitDays: integer(1, 365),
  result: optional(entryId),
});

const head = { id: entryId, version, names };
export const catalogueEntry = variants<CatalogueEntry>('kind', {
  element: object<ElementEntry>({ ...head, kind: oneOf('element'), body: elementBody }),
  type: object<TypeEntry>({ ...head, kind: oneOf('type'), body: typeBody }),
  item: object<ItemEntry>({ ...head, kind: oneOf('item'), body: itemBody }),
});

export const fileBody = object<FileBody>({ entry: catalogueEntry });
export const entryDecisionBody = object<EntryDecisionBody>({
  digest,
  ref: entryRef,
  reason: optional(reason),
});
export const parseCatalogueEntry = reads(catalogueEntry);
