import type { AnyAct, BlindedAct } from '../act.js';
import { array, isObject, object, oneOf, optional, variants, type Parser } from '../parse/index.js';
import type { AgencyRecord, SettingsRecord } from './agency.js';
import type { CatalogueRecord, EntryStatus } from './catalogue.js';
import type { DeclarantKey, DeclarantRecord, MandateRecord } from './declarant.js';
import type { CustodyRecord, DeclarationRecord } from './declaration.js';
import { agencyBody, settings } from './parse-agency.js';
import { catalogueEntry } from './parse-catalogue.js';
import * as common from './parse-common.js';
import { declarantName, declarantStatus, mandateBody } from './parse-declarant.js';
import { declarationStatus, origin } from './parse-declaration.js';
import { refusalCode } from './parse-reading.js';
import type {
  ApplicationRecord,
  ApplicationStatus,
  ConsentRecord,
  ConsentStatus,
  ReadingRecord,
  ReadingStatus,
} from './reading.js';

/** Every record there is, told apart by `kind` and, where it may be blinded, by the presence of `blinded`. */
export type AnyRecord =
  | SettingsRecord
  | AgencyRecord
  | CatalogueRecord
  | DeclarantRecord
  | MandateRecord
  | DeclarationRecord
  | CustodyRecord
  | ConsentRecord
  | ApplicationRecord
  | ReadingRecord;

/** Acts that one version of a record can have gathered. */
const MAX_ACTS = 1000;
const { timestamp, format1 } = common;
const head = { format: format1, acts: array(common.signedAct, { max: MAX_ACTS }), updatedAt: timestamp };
const blindedAct = object<BlindedAct>({ digest: common.digest });
const actInReading: Parser<AnyAct> = (value, path, faults) =>
  (isObject(value) && Object.hasOwn(value, 'jws') ? common.signedAct : blindedAct)(value, path, faults);
const blinding = {
  format: format1,
  updatedAt: timestamp,
  blinded: oneOf(true),
  parties: array(common.organizationId, { min: 1, max: 50, unique: (organization) => organization }),
};
const blindedHead = { ...blinding, acts: array(blindedAct, { max: MAX_ACTS }) };

export const settingsRecord = object<SettingsRecord>({ ...head, kind: oneOf('settings'), settings });
export const agencyRecord = object<AgencyRecord>({ ...head, kind: oneOf('agency'), agency: agencyBody });
export const catalogueRecord = object<CatalogueRecord>({
  ...head,
  kind: oneOf('catalogue-entry'),
  status: oneOf<EntryStatus>('filed', 'effective', 'retired'),
  entry: catalogueEntry,
  ref: common.entryRef,
  digest: common.digest,
  effectiveFrom: optional(timestamp),
});

const declarantKey = object<DeclarantKey>({
  jwk: common.publicJwk,
  kid: common.keyIdentifier,
  from: timestamp,
  until: optional(timestamp),
  recovered: optional(oneOf(true)),
});
export const declarantRecord = object<DeclarantRecord>({
  ...head,
  kind: oneOf('declarant'),
  declarant: common.declarantId,
  declarantKind: common.declarantKind,
  name: optional(declarantName),
  parent: optional(common.declarantId),
  status: declarantStatus,
  mergedInto: optional(common.declarantId),
  keys: array(declarantKey, { min: 1, max: 1000 }),
  recovery: optional(
    object<NonNullable<DeclarantRecord['recovery']>>({
      key: declarantKey,
      announcedAt: timestamp,
      effectiveAt: timestamp,
    }),
  ),
});
export const mandateRecord = object<MandateRecord>({
  ...head,
  kind: oneOf('mandate'),
  status: oneOf('active', 'revoked'),
  mandate: mandateBody,
  revokedAt: optional(timestamp),
});

export const declarationRecord = object<DeclarationRecord>({
  ...head,
  kind: oneOf('declaration'),
  id: common.declarationId,
  declarant: common.declarantId,
  type: common.entryRef,
  version: common.version,
  origin,
  status: declarationStatus,
  commitment: common.commitment,
  declaredAt: timestamp,
  statusAt: timestamp,
  statusBy: common.actor,
  reason: optional(common.reason),
  former: optional(
    object<NonNullable<DeclarationRecord['former']>>({
      record: common.digest,
      status: oneOf(
        'declared',
        'attested',
        'refused',
        'suspended',
        'withdrawn',
        'revoked',
        'expired',
        'superseded',
      ),
      version: common.version,
    }),
  ),
  validFrom: optional(timestamp),
  validUntil: optional(timestamp),
});
export const custodyRecord = object<CustodyRecord>({
  ...head,
  kind: oneOf('custody'),
  id: common.declarationId,
  version: common.version,
  custodian: common.agencyCode,
  state: oneOf('held', 'unopenable'),
});

/** The clear or the blinded form, by the member `blinded`. */
function either<T>(clear: Parser<T>, blinded: Parser<T>): Parser<T> {
  return (value, path, faults) =>
    (isObject(value) && Object.hasOwn(value, 'blinded') ? blinded : clear)(value, path, faults);
}
type Clear<R> = Exclude<R, { blinded: true }>;
type Blinded<R> = Extract<R, { blinded: true }>;

const consentState = {
  kind: oneOf('consent'),
  id: common.consentId,
  status: oneOf<ConsentStatus>('active', 'revoked'),
};
export const consentRecord: Parser<ConsentRecord> = either<ConsentRecord>(
  object<Clear<ConsentRecord>>({ ...head, ...consentState }),
  object<Blinded<ConsentRecord>>({ ...blindedHead, ...consentState }),
);

const applicationState = {
  kind: oneOf('application'),
  id: common.applicationId,
  status: oneOf<ApplicationStatus>('open', 'closed'),
};
export const applicationRecord: Parser<ApplicationRecord> = either<ApplicationRecord>(
  object<Clear<ApplicationRecord>>({ ...head, ...applicationState }),
  object<Blinded<ApplicationRecord>>({ ...blindedHead, ...applicationState }),
);

const readingState = {
  kind: oneOf('reading'),
  id: common.readingId,
  status: oneOf<ReadingStatus>('requested', 'granted', 'refused', 'received', 'rejected', 'lapsed'),
  requestedAt: timestamp,
  custodianOrganization: common.organizationId,
  requesterOrganization: common.organizationId,
  deliverBy: optional(timestamp),
  reason: optional(refusalCode),
};
export const readingRecord: Parser<ReadingRecord> = either<ReadingRecord>(
  object<Clear<ReadingRecord>>({ ...head, ...readingState }),
  object<Blinded<ReadingRecord>>({
    ...blinding,
    acts: array(actInReading, { max: MAX_ACTS }),
    ...readingState,
  }),
);

const anyRecord = variants<AnyRecord>('kind', {
  settings: settingsRecord,
  agency: agencyRecord,
  'catalogue-entry': catalogueRecord,
  declarant: declarantRecord,
  mandate: mandateRecord,
  declaration: declarationRecord,
  custody: custodyRecord,
  consent: consentRecord,
  application: applicationRecord,
  reading: readingRecord,
});

export const parseRecord = common.reads(anyRecord);
export const parseSettingsRecord = common.reads(settingsRecord);
export const parseAgencyRecord = common.reads(agencyRecord);
export const parseCatalogueRecord = common.reads(catalogueRecord);
export const parseDeclarantRecord = common.reads(declarantRecord);
export const parseMandateRecord = common.reads(mandateRecord);
export const parseDeclarationRecord = common.reads(declarationRecord);
export const parseCustodyRecord = common.reads(custodyRecord);
export const parseConsentRecord = common.reads(consentRecord);
export const parseApplicationRecord = common.reads(applicationRecord);
export const parseReadingRecord = common.reads(readingRecord);
