import type { ActKind } from './operations.js';
import type {
  Actor,
  CompactJws,
  Digest,
  IdempotencyKey,
  KeyId,
  LedgerId,
  MandateId,
  Timestamp,
} from './ids.js';
import type { JsonObject } from './json.js';

/** A P-256 public key, RFC 7518 section 6.2.1; members in canonical order. */
export interface PublicJwk {
  readonly crv: 'P-256';
  readonly kty: 'EC';
  readonly x: string;
  readonly y: string;
}

/** docs/spec/act.md. The header is exactly `{"alg":"ES256","kid":…,"typ":"once-act+jws"}`. */
export interface ActHeader {
  readonly alg: 'ES256';
  readonly kid: KeyId;
  readonly typ: 'once-act+jws';
}

/** The canonical JSON that an act signs. */
export interface ActPayload {
  readonly act: ActKind;
  readonly actor: Actor;
  /** Digest of the canonical JSON of the body. */
  readonly body: Digest;
  readonly idempotencyKey: IdempotencyKey;
  readonly issuedAt: Timestamp;
  readonly ledger: LedgerId;
  /** Under which mandate an agent signs, as himself. */
  readonly mandate?: MandateId;
  /** An act committed later than this is refused: ACT_EXPIRED. At most 24 h after `issuedAt`. */
  readonly notAfter: Timestamp;
  /** Digest of the record that the act changes; present exactly where the record exists already. */
  readonly previous?: Digest;
  /** Identifier of what the act creates or changes. */
  readonly target: string;
}

/** A parsed act, its signature not yet verified. */
export interface Act {
  readonly jws: CompactJws;
  readonly header: ActHeader;
  readonly payload: ActPayload;
}

/** An act as a record carries it: whoever reads the record verifies signature and body digest again. */
export interface SignedAct {
  readonly body: JsonObject;
  readonly jws: CompactJws;
}

/** In blinded records the channel has only the digest of the canonical JSON of the `SignedAct`. */
export interface BlindedAct {
  readonly digest: Digest;
}
export type AnyAct = SignedAct | BlindedAct;
