import type {
  Actor,
  AgencyCode,
  ClaimPath,
  DeclarantId,
  DeclarationId,
  Digest,
  EntryRef,
  KeyId,
  ReadingId,
  Salt,
  Timestamp,
} from '../ids.js';
import type { JsonValue } from '../json.js';
import type { Origin } from './catalogue.js';
import type { LedgerRecord } from './record.js';

export type DeclarationStatus =
  'declared' | 'attested' | 'refused' | 'suspended' | 'withdrawn' | 'revoked' | 'expired';
/** `superseded` is the status of a version that is no longer the record's; `expired` is computed from validUntil. */
export const ACTIVE: readonly DeclarationStatus[] = ['declared', 'attested', 'suspended'];

/** docs/spec/commitment.md. */
export interface Commitment {
  readonly root: Digest;
  readonly suite: 'once-sha256-1';
}

/** A claim with what opens its leaf. `value` null stands for an absent claim. */
export interface SaltedClaim {
  readonly salt: Salt;
  readonly value: JsonValue;
}
export type SaltedClaims = Readonly<Record<ClaimPath, SaltedClaim>>;

/**
 * Body of `declaration.declare` and `declaration.amend`: what the declarant (or, for origin agency, the provider) signs.
 * `clear` and `leaves` together name every claim of the type exactly once, so that anybody recomputes the root.
 */
export interface DeclarationBody {
  readonly declaration: DeclarationId;
  readonly declarant: DeclarantId;
  readonly type: EntryRef;
  readonly version: number;
  readonly origin: Origin;
  /** Public claims, where the type keeps public bodies on the chain; otherwise empty. */
  readonly clear: SaltedClaims;
  /** Leaf digests of all other claims. */
  readonly leaves: Readonly<Record<ClaimPath, Digest>>;
  readonly commitment: Commitment;
  /** Whether a sealed part accompanies the act (the type has private claims). Never its digest: it can be resealed. */
  readonly sealed: boolean;
  /** Origin assisted: commitment to the evidence of the declarant's presence. */
  readonly evidence?: Digest;
  readonly validFrom?: Timestamp;
  readonly validUntil?: Timestamp;
}

/** Key `declaration/<declarant>/<type>/<discriminator or ''>`; the body stands in the first act. */
export interface DeclarationRecord extends LedgerRecord {
  readonly kind: 'declaration';
  readonly id: DeclarationId;
  readonly declarant: DeclarantId;
  readonly type: EntryRef;
  readonly version: number;
  readonly origin: Origin;
  readonly status: DeclarationStatus;
  readonly commitment: Commitment;
  readonly declaredAt: Timestamp;
  readonly statusAt: Timestamp;
  readonly statusBy: Actor;
  readonly reason?: string;
  /** Digest of the record that held the former version, and its status there. */
  readonly former?: {
    readonly record: Digest;
    readonly status: DeclarationStatus | 'superseded';
    readonly version: number;
  };
  readonly validFrom?: Timestamp;
  readonly validUntil?: Timestamp;
}

/** Body of `declaration.withdraw|attest|refuse|suspend|reinstate|revoke`; the act's `previous` pins the record it judges. */
export interface StatusBody {
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly commitment: Commitment;
  /** Required for refuse, suspend and revoke; no personal data: it stands on the chain. */
  readonly reason?: string;
  /** Attest and refuse, where a sealed part exists: the provider's received reading with purpose attestation. */
  readonly reading?: ReadingId;
  /** Attest: what was compared. */
  readonly basis?: 'register' | 'review';
}

/** docs/spec/sealed-part.md; travels as transient `sealed`, stands in the collection `sealed`. */
export interface SealedPart {
  readonly format: 1;
  readonly suite: 'A256GCM';
  /** base64url, 12 bytes. */
  readonly iv: string;
  /** base64url; plaintext is canonical JSON of `SaltedClaims` of the claims that are not in clear. */
  readonly ciphertext: string;
  /** base64url, 16 bytes. */
  readonly tag: string;
  readonly wraps: readonly Wrap[];
}
export interface Wrap {
  readonly owner: Actor;
  readonly kid: KeyId;
  /** Compact JWE of the content key, ECDH-ES+A256KW, RFC 7518 section 4.6. */
  readonly jwe: string;
}

/** Public claims of a type whose public bodies stand in the collection `bodies`. */
export interface ClearBody {
  readonly clear: SaltedClaims;
}

/** Body of `custody.report`: the custodian opened the sealed part and verified every leaf, or could not. */
export interface CustodyBody {
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly state: 'held' | 'unopenable';
  readonly reason?: 'NO_KEY' | 'DECRYPTION' | 'COMMITMENT' | 'SCHEMA' | 'MISSING';
}
/** Body of `custody.reseal`: new body or wraps under the same commitment, in transient `sealed`. */
export interface ResealBody {
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly cause: 'held' | 'rotation' | 'recovery' | 'merger' | 'algorithm';
}
/** Key `custody/<declarant>/<type>/<discriminator or ''>/<version>`; apart from the declaration, whose key only its own acts write. */
export interface CustodyRecord extends LedgerRecord {
  readonly kind: 'custody';
  readonly id: DeclarationId;
  readonly version: number;
  readonly custodian: AgencyCode;
  readonly state: 'held' | 'unopenable';
}
