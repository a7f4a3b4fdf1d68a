import {
  digestOf,
  entryRef,
  parseCatalogueEntry,
  parseTimestamp,
  type CatalogueRecord,
  type EntryStatus,
  type ItemEntry,
  type JsonObject,
  type JsonValue,
  type TypeEntry,
} from '@onceledger/chaincode/domain';

const names = { en: 'A name', zh: '名称' };
const text = { type: 'string', minLength: 1, maxLength: 200 };

export const claim = (
  visibility: 'public' | 'private',
  sharing: 'unconditional' | 'conditional' | 'none',
  more: JsonObject = {},
): JsonObject => ({
  element: 'enterprise-name',
  names,
  required: false,
  visibility,
  sharing,
  schema: text,
  ...more,
});

export const elementJson = (id: string, more: JsonObject = {}): JsonObject => ({
  kind: 'element',
  id,
  version: 1,
  names,
  body: { description: names, schema: text, personal: false, ...more },
});

export const typeJson = (more: JsonObject = {}): JsonObject => ({
  kind: 'type',
  id: 'business-licence',
  version: 1,
  names,
  body: {
    subject: ['enterprise'],
    provider: 'market-regulation',
    custodian: 'market-regulation',
    origins: ['self', 'agency'],
    publicBody: 'chain',
    attested: true,
    claims: {
      name: claim('public', 'unconditional', { required: true }),
      telephone: claim('private', 'unconditional'),
      account: claim('private', 'conditional'),
      secret: claim('private', 'none'),
    },
    ...more,
  },
});

export const itemJson = (more: JsonObject = {}): JsonObject => ({
  kind: 'item',
  id: 'register-for-tax',
  version: 1,
  names,
  body: {
    agency: 'tax',
    subject: ['enterprise'],
    bases: ['request', 'consent', 'law'],
    law: { citation: names, quotaPerDay: 10 },
    reads: [{ type: 'business-licence', claims: ['name', 'telephone', 'account', 'secret'], required: true }],
    asks: [],
    approvedBy: ['market-regulation'],
    confidential: false,
    timeLimitDays: 5,
    ...more,
  },
});

/** A catalogue record as the ledger would hold it, without acts. */
export function catalogueRecord(json: JsonValue, status: EntryStatus = 'effective'): CatalogueRecord {
  const entry = parseCatalogueEntry(json);
  return {
    format: 1,
    kind: 'catalogue-entry',
    acts: [],
    updatedAt: parseTimestamp('2026-01-01T00:00:00.000Z'),
    status,
    entry,
    ref: entryRef(entry.id, entry.version),
    digest: digestOf(json),
  };
}

export function typeEntry(json: JsonValue): TypeEntry {
  const entry = parseCatalogueEntry(json);
  if (entry.kind !== 'type') throw new Error('not a type');
  return entry;
}

export function itemEntry(json: JsonValue): ItemEntry {
  const entry = parseCatalogueEntry(json);
  if (entry.kind !== 'item') throw new Error('not an item');
  return entry;
}
