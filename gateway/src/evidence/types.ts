import type {
  ClaimPath,
  Digest,
  JsonObject,
  JsonValue,
  LedgerId,
  OrganizationId,
  SaltedClaim,
  Timestamp,
} from '@onceledger/chaincode/domain';

/** docs/spec/log.md: one write of a VALID transaction. Its canonical JSON is the leaf. */
export interface LogEntry {
  readonly block: number;
  readonly transaction: number;
  readonly transactionId: string;
  /** base64url of the UTF-8 bytes of the key (composite keys hold U+0000). */
  readonly key: string;
  /** SHA-256 of the value written, base64url; null: the key was deleted. */
  readonly value: Digest | null;
}

/** C2SP tlog-checkpoint in a signed note; docs/spec/checkpoint.md. */
export interface Checkpoint {
  /** `<ledger>/<organization>`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
  readonly height: number;
  readonly commitHash: Digest;
}
export interface LogProof {
  readonly index: number;
  /** RFC 6962 audit path, base64url each, from the leaf upwards. */
  readonly path: readonly Digest[];
}
/** One organization's word for one entry. */
export interface Vouched extends LogProof {
  /** The signed note, as text. */
  readonly checkpoint: string;
}
export interface ProvenRecord {
  readonly entry: LogEntry;
  /** The canonical JSON whose SHA-256 is `entry.value`; absent where only existence and time are proven. */
  readonly record?: JsonObject;
  readonly vouched: readonly Vouched[];
}
/** docs/spec/receipt.md. */
export interface Receipt {
  readonly format: 'once-receipt/1';
  readonly ledger: LedgerId;
  readonly id: string;
  readonly proven: ProvenRecord;
  /** What judging the record takes: agencies with their history, declarants, the type, mandates, readings cited. */
  readonly supports: readonly ProvenRecord[];
  /** What the consortium agreed on: agencies without an act rest on its digest. */
  readonly bootstrap?: JsonObject;
}
/** What opens one leaf of a declaration's commitment. */
export interface ClaimEvidence extends SaltedClaim {
  readonly proof: LogProof & { readonly size: number };
}
/** docs/spec/evidence.md: a receipt of a declaration with some of its claims opened. */
export interface Disclosure {
  readonly format: 'once-disclosure/1';
  readonly receipt: Receipt;
  readonly claims: Readonly<Record<ClaimPath, ClaimEvidence>>;
}

/** docs/spec/trust.md: whose word counts. */
export interface Trust {
  readonly format: 1;
  readonly ledger: LedgerId;
  /** Digest of the consortium's bootstrap body: agencies' first keys. */
  readonly consortium: Digest;
  readonly organizations: readonly TrustedOrganization[];
  /** How many independent operators must vouch; default 1. */
  readonly require: number;
}
export interface TrustedOrganization {
  readonly organization: OrganizationId;
  /** Who runs its node; organizations of one operator count once. */
  readonly operator: string;
  /** C2SP verifier key: `<name>+<hash>+<base64 of type byte and public key>`. */
  readonly verifierKey: string;
}

export interface EvidenceReport {
  readonly id: string;
  readonly kind: 'receipt' | 'disclosure';
  /** Organizations whose checkpoints hold, and how many operators that is. */
  readonly vouchedBy: readonly {
    readonly organization: OrganizationId;
    readonly operator: string;
    readonly height: number;
  }[];
  readonly operators: number;
  readonly committedIn: { readonly block: number; readonly transactionId: string };
  /**
   * The record's acts stand in its parties' implicit collections: only existence, time and place are proven, and the status
   * where the last act stands in the open.
   */
  readonly blinded?: true;
  readonly status?: string;
  readonly version?: number;
  readonly declaredAt?: Timestamp;
  readonly claims: Readonly<Record<ClaimPath, JsonValue>>;
  /** As of the checkpoint the record was this; whether it still is, only a newer checkpoint can tell. */
  readonly currency: 'unknown';
}

/** One organization's log. */
export interface Log {
  readonly origin: string;
  size(): number;
  /** Of the present size, signed with the organization's key. */
  checkpoint(): Promise<string>;
  verifierKey(): Promise<string>;
  entry(index: number): Promise<LogEntry | undefined>;
  proof(index: number, size?: number): Promise<LogProof>;
  root(size?: number): Promise<Digest>;
}
