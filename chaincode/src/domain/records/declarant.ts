import type { PublicJwk, SignedAct } from '../act.js';
import type { ApplicationId, DeclarantId, Digest, EntryId, KeyId, MandateId, Timestamp } from '../ids.js';
import type { DeclarantKind } from './agency.js';
import type { LedgerRecord } from './record.js';

export type DeclarantStatus = 'active' | 'suspended' | 'deregistered' | 'deceased' | 'merged';

export interface DeclarantKey {
  readonly jwk: PublicJwk;
  readonly kid: KeyId;
  readonly from: Timestamp;
  readonly until?: Timestamp;
  /** Set on a key that came by recovery: marks later acts. */
  readonly recovered?: true;
}

/** Body of `declarant.enrol`, signed by `key`: proof of possession. The signing key also receives sealed parts. */
export interface EnrolBody {
  readonly declarant: DeclarantId;
  readonly kind: DeclarantKind;
  readonly key: PublicJwk;
  /** Enterprises only; an individual's name stands sealed with the registrar. */
  readonly name?: string;
  /** The enterprise of which this is a branch. */
  readonly parent?: DeclarantId;
}

/** Body of `declarant.vouch`. */
export interface VouchBody {
  readonly request: SignedAct;
  /** Salted commitment to the evidence that the registrar saw; the evidence stays in the registrar's own register. */
  readonly evidence: Digest;
}

/** Body of `declarant.rotate`, signed by the old key; `proof` is an enrol act signed by the new one. */
export interface RotateBody {
  readonly declarant: DeclarantId;
  readonly key: PublicJwk;
  readonly proof: SignedAct;
}

/** Body of `declarant.recover`; `proof` is an enrol act signed by the new key, `support` the second agency's act over the same key. */
export interface RecoverBody {
  readonly declarant: DeclarantId;
  readonly key: PublicJwk;
  readonly proof: SignedAct;
  readonly support: SignedAct;
}
/** Body of `declarant.recover-support`. */
export interface RecoverSupportBody {
  readonly declarant: DeclarantId;
  readonly key: KeyId;
}
/** Body of `declarant.stop-recovery`. */
export interface StopRecoveryBody {
  readonly declarant: DeclarantId;
}
/** Body of `declarant.set-status`. */
export interface SetStatusBody {
  readonly declarant: DeclarantId;
  readonly status: DeclarantStatus;
  readonly reason: string;
  readonly mergedInto?: DeclarantId;
}

/** Key `declarant/<id>`. A pending recovery takes effect by time alone: `keysAt` in the domain computes it. */
export interface DeclarantRecord extends LedgerRecord {
  readonly kind: 'declarant';
  readonly declarant: DeclarantId;
  readonly declarantKind: DeclarantKind;
  readonly name?: string;
  readonly parent?: DeclarantId;
  readonly status: DeclarantStatus;
  readonly mergedInto?: DeclarantId;
  readonly keys: readonly DeclarantKey[];
  readonly recovery?: {
    readonly key: DeclarantKey;
    readonly announcedAt: Timestamp;
    readonly effectiveAt: Timestamp;
  };
}

export type MandateAction = 'declare' | 'amend' | 'withdraw' | 'apply' | 'consent';

/** Body of `mandate.grant`. No delegation onward. */
export interface MandateBody {
  readonly mandate: MandateId;
  readonly from: DeclarantId;
  readonly to: DeclarantId;
  /** Types or items it covers. */
  readonly scope: readonly EntryId[];
  readonly actions: readonly MandateAction[];
  readonly validUntil: Timestamp;
}
/** Body of `mandate.revoke`, `consent.revoke`, `application.close`. */
export interface EndBody {
  readonly target: MandateId | string | ApplicationId;
  readonly reason?: string;
}
/** Key `mandate/<id>`. */
export interface MandateRecord extends LedgerRecord {
  readonly kind: 'mandate';
  readonly status: 'active' | 'revoked';
  readonly mandate: MandateBody;
  readonly revokedAt?: Timestamp;
}
