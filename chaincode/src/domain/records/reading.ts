import type { AnyAct } from '../act.js';
import type {
  AgencyCode,
  ApplicationId,
  ClaimPath,
  ConsentId,
  DeclarantId,
  DeclarationId,
  Digest,
  EntryId,
  EntryRef,
  KeyId,
  OrganizationId,
  ReadingId,
  Salt,
  Timestamp,
} from '../ids.js';
import type { RefusalCode } from '../policy/refusals.js';
import type { BasisKind, Origin } from './catalogue.js';
import type { DeclarationStatus, SaltedClaims } from './declaration.js';
import type { BlindedRecord, LedgerRecord } from './record.js';

/** Body of `consent.grant`. Blinded where the declarant is an individual. */
export interface ConsentBody {
  readonly consent: ConsentId;
  readonly declarant: DeclarantId;
  readonly requester: AgencyCode;
  readonly item: EntryId;
  readonly type: EntryId;
  readonly claims: readonly ClaimPath[];
  readonly validUntil: Timestamp;
  /** Random: makes digests of blinded bodies hiding. */
  readonly salt: Salt;
}
/** Body of `application.apply`: the declarant's signed wish that readings on basis `request` cite. */
export interface ApplicationBody {
  readonly application: ApplicationId;
  readonly declarant: DeclarantId;
  readonly item: EntryRef;
  /** What the plan said would be read: declaration types and claims. */
  readonly reads: readonly { readonly type: EntryId; readonly claims: readonly ClaimPath[] }[];
  /** Answers to what the item still asks for are given outside the ledger; only their number counts here. */
  readonly asked: number;
  readonly salt: Salt;
}

/** Parties whose implicit collections hold a blinded body: organizations of requester and custodian. */
export interface Blinding {
  readonly parties: readonly OrganizationId[];
}
export type ConsentStatus = 'active' | 'revoked';
export type ApplicationStatus = 'open' | 'closed';

interface ConsentState {
  readonly kind: 'consent';
  readonly id: ConsentId;
  readonly status: ConsentStatus;
}
/** Key `consent/<id>`; the body is in the first act. */
export type ConsentRecord = (LedgerRecord | (BlindedRecord & Blinding)) & ConsentState;

interface ApplicationState {
  readonly kind: 'application';
  readonly id: ApplicationId;
  readonly status: ApplicationStatus;
}
/** Key `application/<id>`. */
export type ApplicationRecord = (LedgerRecord | (BlindedRecord & Blinding)) & ApplicationState;

export type ReadingMode = 'value';
export type ReadingPurposeKind = 'item' | 'attestation';
export type Basis =
  | { readonly kind: Extract<BasisKind, 'request'>; readonly application: ApplicationId }
  | { readonly kind: Extract<BasisKind, 'consent'>; readonly consent: ConsentId }
  | { readonly kind: Extract<BasisKind, 'law'> }
  /** The provider's own opening in order to attest. */
  | { readonly kind: 'attestation' };

/** Body of `reading.request`. Blinded where the declarant is an individual or the item confidential. */
export interface RequestBody {
  readonly reading: ReadingId;
  readonly requester: AgencyCode;
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly claims: readonly ClaimPath[];
  readonly mode: ReadingMode;
  readonly purpose: { readonly kind: 'item'; readonly item: EntryId } | { readonly kind: 'attestation' };
  readonly basis: Basis;
  /** Encryption key of the requester that the delivery is sealed to; must be current. */
  readonly deliverTo: KeyId;
  readonly salt: Salt;
}

/** Body of `reading.answer`. */
export type AnswerBody = { readonly reading: ReadingId; readonly salt: Salt } & (
  | { readonly decision: 'granted'; readonly delivery: Digest }
  | { readonly decision: 'refused'; readonly reason: RefusalCode }
);

/**
 * Body of `reading.refuse`: that a blinded reading is refused, in the open and without the reason, where the requester's
 * peer does not endorse the answer. `answer` is the digest of the `SignedAct` `reading.answer`, which the custodian keeps.
 */
export interface RefuseBody {
  readonly reading: ReadingId;
  readonly answer: Digest;
}

/** Body of `reading.receive`. */
export type ReceiveBody = { readonly reading: ReadingId; readonly salt: Salt } & (
  { readonly result: 'received' } | { readonly result: 'rejected'; readonly reason: RejectionCode }
);
export type RejectionCode =
  'DELIVERY_MISSING' | 'DECRYPTION' | 'COMMITMENT' | 'CLAIMS' | 'ATTESTATION' | 'ACT';

export type ReadingStatus = 'requested' | 'granted' | 'refused' | 'received' | 'rejected' | 'lapsed';

interface ReadingState {
  readonly kind: 'reading';
  readonly id: ReadingId;
  readonly status: ReadingStatus;
  readonly requestedAt: Timestamp;
  /** Organization that must answer; routing only. */
  readonly custodianOrganization: OrganizationId;
  readonly requesterOrganization: OrganizationId;
  /** Set at the grant: the delivery lapses then. */
  readonly deliverBy?: Timestamp;
  /** In clear for refusals that are not blinded. */
  readonly reason?: RefusalCode;
}
/** Key `reading/<id>`; acts in order: request, answer or refuse, receive. `reading.refuse` hides nothing and stands in full. */
export type ReadingRecord = (LedgerRecord | (BlindedRecord<AnyAct> & Blinding)) & ReadingState;

/** Compact JWE (ECDH-ES, A256GCM) to `deliverTo`; plaintext is canonical JSON of `DeliveryContent`. */
export interface Delivery {
  readonly format: 1;
  readonly kid: KeyId;
  readonly jwe: string;
}
export interface DeliveryContent {
  readonly reading: ReadingId;
  readonly declaration: DeclarationId;
  readonly version: number;
  /** Exactly the granted claims, with salts. */
  readonly claims: SaltedClaims;
}

/** What an agency's system gets at the end. */
export interface CollectedClaims {
  readonly reading: ReadingId;
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly status: DeclarationStatus;
  readonly origin: Origin;
  readonly source: AgencyCode;
  readonly asOf: Timestamp;
  readonly claims: Readonly<Record<ClaimPath, unknown>>;
}
