import {
  fail,
  parseCatalogueEntry,
  type AgencyCode,
  type CatalogueEntry,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import type { Consortium } from '@onceledger/network';
import { parse } from 'yaml';
import { supervisorOf } from './roles.js';

/** A catalogue file as written: names and schemas of a type's claims may be left to their elements. */
export type EntryDraft = JsonObject;

/** One YAML (or JSON) document: kind, id, version, names, body. CONFIGURATION_INVALID names the file. */
export function parseEntryFile(text: string, file: string): EntryDraft {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0, uniqueKeys: true });
  } catch (error) {
    throw fail('CONFIGURATION_INVALID', { detail: `${file}: not YAML`, cause: error });
  }
  if (!isObject(value)) throw fail('CONFIGURATION_INVALID', `${file}: not one catalogue entry`);
  return value;
}

/** Copies names and schema of each claim's element into the type, so that the entry validates by itself. */
export function completeEntry(
  draft: EntryDraft,
  find: (id: string) => CatalogueEntry | EntryDraft | undefined,
): CatalogueEntry {
  const body = draft['body'];
  if (draft['kind'] !== 'type' || !isObject(body) || !isObject(body['claims']))
    return parseCatalogueEntry(draft);
  const claims = Object.fromEntries(
    Object.entries(body['claims']).map(([path, claim]) => [path, completeClaim(path, claim, find)]),
  );
  return parseCatalogueEntry({ ...draft, body: { ...body, claims } });
}

function completeClaim(
  path: string,
  claim: JsonValue,
  find: (id: string) => CatalogueEntry | EntryDraft | undefined,
): JsonValue {
  if (!isObject(claim) || typeof claim['element'] !== 'string') return claim;
  const element = find(claim['element']);
  if (element?.['kind'] !== 'element')
    throw fail(
      'NOT_FOUND',
      `claim ${path} names the element ${claim['element']}, which is not in the catalogue`,
    );
  const { names, body } = parseCatalogueEntry(element);
  return { names: { ...names }, ...('schema' in body ? { schema: body.schema } : {}), ...claim };
}

/** Who files an entry where nobody says otherwise: a type's provider, an item's agency, the supervisor for elements. */
export function filerOf(entry: CatalogueEntry, consortium: Consortium): AgencyCode {
  if ('provider' in entry.body) return entry.body.provider;
  if ('agency' in entry.body) return entry.body.agency;
  return supervisorOf(consortium);
}

/** Elements before the types that use them, types before the items that read them. */
export const FILING_ORDER = ['element', 'type', 'item'] as const;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
