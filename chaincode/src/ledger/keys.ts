import {
  parseAgencyRecord,
  parseApplicationRecord,
  parseCatalogueRecord,
  parseConsentRecord,
  parseCustodyRecord,
  parseDeclarantRecord,
  parseDeclarationRecord,
  parseMandateRecord,
  parseReadingRecord,
  parseSettingsRecord,
  splitDeclarationId,
  splitEntryRef,
  type AgencyCode,
  type AgencyRecord,
  type ApplicationId,
  type ApplicationRecord,
  type CatalogueRecord,
  type ConsentId,
  type ConsentRecord,
  type CustodyRecord,
  type DeclarantId,
  type DeclarantRecord,
  type DeclarationId,
  type DeclarationRecord,
  type EntryId,
  type EntryRef,
  type MandateId,
  type MandateRecord,
  type ReadingId,
  type ReadingRecord,
  type SettingsRecord,
} from '../domain/index.js';
import { parseCatalogueHead, parseProviders, type CatalogueHead, type Providers } from './indexes.js';

/** Where something stands in the state, and what parses it. docs/spec/contracts.md has the table. */
export interface StateKey<Value> {
  readonly objectType: string;
  readonly parts: readonly string[];
  readonly parse: (value: unknown) => Value;
  /** How errors name it; never personal data. */
  readonly name: string;
}

const SEPARATOR = '\u0000';

/**
 * Fabric's composite key: the separator, then object type and parts, each followed by the separator. Built here because
 * the genuine `createCompositeKey` of fabric-shim refuses empty parts, which Fabric itself admits and the key of a
 * declaration without discriminator has.
 */
export function compositeKey(objectType: string, parts: readonly string[]): string {
  return SEPARATOR + [objectType, ...parts].map((part) => part + SEPARATOR).join('');
}

function key<Value>(
  objectType: string,
  parts: readonly string[],
  parse: (value: unknown) => Value,
): StateKey<Value> {
  return { objectType, parts, parse, name: [objectType, ...parts].filter(Boolean).join(' ') };
}

export const settingsKey: StateKey<SettingsRecord> = key('settings', [], parseSettingsRecord);

export function agencyKey(code: AgencyCode): StateKey<AgencyRecord> {
  return key('agency', [code], parseAgencyRecord);
}

/** Versions as six digits, so that keys are in version order. */
export function catalogueKey(ref: EntryRef): StateKey<CatalogueRecord> {
  const { id, version } = splitEntryRef(ref);
  return key('catalogue', [id, String(version).padStart(6, '0')], parseCatalogueRecord);
}

export function catalogueHeadKey(id: EntryId): StateKey<CatalogueHead> {
  return key('catalogue-head', [id], parseCatalogueHead);
}

export function providersKey(element: EntryId): StateKey<Providers> {
  return key('provides', [element], parseProviders);
}

export function declarantKey(id: DeclarantId): StateKey<DeclarantRecord> {
  return key('declarant', [id], parseDeclarantRecord);
}

export function mandateKey(id: MandateId): StateKey<MandateRecord> {
  return key('mandate', [id], parseMandateRecord);
}

export function declarationKey(id: DeclarationId): StateKey<DeclarationRecord> {
  return key('declaration', declarationParts(id), parseDeclarationRecord);
}

export function custodyKey(id: DeclarationId, version: number): StateKey<CustodyRecord> {
  return key('custody', [...declarationParts(id), String(version)], parseCustodyRecord);
}

export function consentKey(id: ConsentId): StateKey<ConsentRecord> {
  return key('consent', [id], parseConsentRecord);
}

export function applicationKey(id: ApplicationId): StateKey<ApplicationRecord> {
  return key('application', [id], parseApplicationRecord);
}

export function readingKey(id: ReadingId): StateKey<ReadingRecord> {
  return key('reading', [id], parseReadingRecord);
}

/** The parts by which a declarant's declarations are found, in this order. */
function declarationParts(id: DeclarationId): readonly string[] {
  const { declarant, type, discriminator } = splitDeclarationId(id);
  return [declarant, type, discriminator ?? ''];
}
