import type {
  Actor,
  AgencyBody,
  AgencyCode,
  ApplicationId,
  Basis,
  CatalogueEntry,
  ClaimPath,
  CollectedClaims,
  ConsentId,
  DeclarantId,
  DeclarantStatus,
  DeclarationId,
  DeclarationRecord,
  EntryId,
  EntryRef,
  JsonObject,
  JsonValue,
  MandateAction,
  MandateId,
  Origin,
  Outcome,
  Plan,
  ReadingId,
  ReadingStatus,
  RefusalCode,
  SignedAct,
  Timestamp,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import type { Disclosure, Receipt } from '../evidence/types.js';
import type { JournalEntry } from '../read-model/types.js';

/** What an act of somebody needs; the key is taken from the key stores at hand (KEY_MISSING). */
export interface Acting {
  readonly as: Actor;
  readonly mandate?: MandateId;
  /** Repeating a call with the same key and content gives the first outcome. Default: random. */
  readonly idempotencyKey?: string;
}

/** The file a declarant gives a registrar. */
export interface EnrolmentRequest {
  readonly format: 'once-enrolment/1';
  readonly request: SignedAct;
  /** Individuals: compact JWE of canonical JSON {name, residentNumber} to the registrar's encryption key. */
  readonly subject?: string;
}

export interface Enrolment {
  /** Makes the declarant's key where it is not there yet. */
  requestEnterprise(input: {
    readonly uscc: string;
    readonly name: string;
    readonly parent?: string;
  }): Promise<EnrolmentRequest>;
  requestIndividual(input: {
    readonly name: string;
    readonly residentNumber: string;
    readonly registrar: AgencyCode;
  }): Promise<EnrolmentRequest & { readonly declarant: DeclarantId }>;
  /** The file is parsed here: INPUT_INVALID. A second declarant for one identity document: ALREADY_EXISTS with the first. */
  vouch(file: JsonValue, acting: Acting): Promise<Committed<Outcome>>;
  rotateKey(declarant: DeclarantId): Promise<Committed<Outcome>>;
  /** Makes a new key and the enrol act that proves it; for the registrar's `recover`. */
  prepareRecovery(declarant: DeclarantId): Promise<SignedAct>;
  /** `support`: a second agency of this organization's store, or its signed act from another gateway. */
  recover(
    proof: SignedAct,
    acting: Acting & { readonly support: Actor | SignedAct },
  ): Promise<Committed<Outcome>>;
  /** The second agency's word; it must be of another organization than the registrar. */
  supportRecovery(proof: SignedAct, acting: Acting): Promise<SignedAct>;
  stopRecovery(declarant: DeclarantId): Promise<Committed<Outcome>>;
  setStatus(
    declarant: DeclarantId,
    input: { readonly status: DeclarantStatus; readonly reason: string; readonly mergedInto?: DeclarantId },
    acting: Acting,
  ): Promise<Committed<Outcome>>;
}

export interface DeclareInput {
  /** The effective version where it names none. */
  readonly type: EntryId | EntryRef;
  readonly declarant: DeclarantId;
  readonly discriminator?: string;
  /** Claim path → value; absent and null claims get null leaves. */
  readonly claims: JsonObject;
  /** Default: `self` where a declarant acts, `agency` where an agency does. */
  readonly origin?: Origin;
  /** Origin assisted: what the clerk saw; only a salted commitment goes to the ledger. */
  readonly evidence?: string;
  readonly validFrom?: Timestamp;
  readonly validUntil?: Timestamp;
}

export interface StatusInput {
  readonly reason?: string;
  readonly reading?: ReadingId;
  readonly basis?: 'register' | 'review';
}

export interface OpenedDeclaration {
  readonly record: DeclarationRecord;
  /** Values that this caller can open; public ones for everybody. */
  readonly claims: Readonly<Record<ClaimPath, JsonValue>>;
  /** Claims that stay closed to this caller. */
  readonly closed: readonly ClaimPath[];
}

export interface AttestInput {
  readonly declaration: DeclarationId;
  /** Compared claim by claim; any difference refuses with the paths. Absent: attests after review. */
  readonly register?: (claims: JsonObject) => Promise<readonly ClaimPath[]> | readonly ClaimPath[];
  /** Refuses with this reason without comparing. */
  readonly refuse?: string;
  /** How long to wait for one's own custodian; milliseconds, default 60,000. TIMEOUT. */
  readonly wait?: number;
}

export interface Declarations {
  declare(input: DeclareInput, acting: Acting): Promise<Committed<Outcome>>;
  /** Each input by itself; origin agency. Failures are answers, not exceptions. */
  declareMany(inputs: readonly DeclareInput[], acting: Acting): Promise<readonly BatchResult[]>;
  amend(declaration: DeclarationId, claims: JsonObject, acting: Acting): Promise<Committed<Outcome>>;
  withdraw(declaration: DeclarationId, input: StatusInput, acting: Acting): Promise<Committed<Outcome>>;
  suspend(declaration: DeclarationId, input: StatusInput, acting: Acting): Promise<Committed<Outcome>>;
  reinstate(declaration: DeclarationId, input: StatusInput, acting: Acting): Promise<Committed<Outcome>>;
  revoke(declaration: DeclarationId, input: StatusInput, acting: Acting): Promise<Committed<Outcome>>;
  /** The provider's reading first (purpose attestation) where there are private claims, then the act. */
  attest(input: AttestInput, acting: Acting): Promise<Committed<Outcome>>;
  show(declaration: DeclarationId, as?: Actor): Promise<OpenedDeclaration>;
  list(declarant: DeclarantId): Promise<readonly DeclarationRecord[]>;
}

export type BatchResult = { readonly committed: Committed<Outcome> } | { readonly error: Error };

export interface RequestInput {
  readonly declaration: DeclarationId;
  /** Default: the current one. */
  readonly version?: number;
  readonly claims: readonly ClaimPath[];
  readonly purpose: { readonly kind: 'item'; readonly item: EntryId } | { readonly kind: 'attestation' };
  readonly basis: Basis;
}

export interface ReadingState {
  readonly reading: ReadingId;
  readonly status: ReadingStatus;
  readonly reason?: RefusalCode;
}

export interface Readings {
  request(input: RequestInput, acting: Acting): Promise<ReadingId>;
  requestMany(inputs: readonly RequestInput[], acting: Acting): Promise<readonly ReadingId[]>;
  /** Resolves when the reading is refused, received, rejected or lapsed. TIMEOUT after `wait` milliseconds (default 60,000). */
  settled(reading: ReadingId, wait?: number): Promise<ReadingState>;
  /** Request, wait, collected claims. READING_REFUSED names the reason; DELIVERY_REJECTED. */
  read(input: RequestInput, acting: Acting & { readonly wait?: number }): Promise<CollectedClaims>;
  /** What the collector handed over; undefined before. */
  collected(reading: ReadingId): Promise<CollectedClaims | undefined>;
  /** Everything an item requires, by the plan: requests, waits, hands over. */
  collect(
    input: {
      readonly item: EntryId;
      readonly declarant: DeclarantId;
      readonly basis: Basis;
      readonly wait?: number;
    },
    acting: Acting,
  ): Promise<readonly CollectedClaims[]>;
  explain(
    reading: ReadingId,
    lang: 'en' | 'zh',
  ): Promise<{ readonly state: ReadingState; readonly text: string }>;
}

export interface Wishes {
  plan(item: EntryId, declarant: DeclarantId): Promise<Plan>;
  apply(
    item: EntryId,
    declarant: DeclarantId,
    acting: Acting,
  ): Promise<Committed<Outcome> & { readonly application: ApplicationId }>;
  closeApplication(
    application: ApplicationId,
    input: { readonly reason?: string },
    acting: Acting,
  ): Promise<Committed<Outcome>>;
  grantConsent(
    input: {
      readonly declarant: DeclarantId;
      readonly requester: AgencyCode;
      readonly item: EntryId;
      readonly type: EntryId;
      readonly claims: readonly ClaimPath[];
      readonly validUntil: Timestamp;
    },
    acting: Acting,
  ): Promise<Committed<Outcome> & { readonly consent: ConsentId }>;
  revokeConsent(
    consent: ConsentId,
    input: { readonly reason?: string },
    acting: Acting,
  ): Promise<Committed<Outcome>>;
  grantMandate(
    input: {
      readonly from: DeclarantId;
      readonly to: DeclarantId;
      readonly scope: readonly EntryId[];
      readonly actions: readonly MandateAction[];
      readonly validUntil: Timestamp;
    },
    acting: Acting,
  ): Promise<Committed<Outcome> & { readonly mandate: MandateId }>;
  revokeMandate(
    mandate: MandateId,
    input: { readonly reason?: string },
    acting: Acting,
  ): Promise<Committed<Outcome>>;
}

export interface Catalogue {
  file(entry: CatalogueEntry, acting: Acting): Promise<Committed<Outcome>>;
  approve(entry: EntryRef, acting: Acting): Promise<Committed<Outcome>>;
  retire(entry: EntryRef, input: { readonly reason?: string }, acting: Acting): Promise<Committed<Outcome>>;
}

export interface ImportRow {
  /** Where it came from, for the report: 1-based line. */
  readonly line: number;
  readonly declarant: string;
  /** Enterprises not yet on the ledger are not enrolled by an import; origin agency needs no declarant key. */
  readonly claims: JsonObject;
  readonly discriminator?: string;
}
export type ImportResult =
  | {
      readonly line: number;
      readonly result: 'declared' | 'repeated' | 'exists';
      readonly declaration: DeclarationId;
    }
  | { readonly line: number; readonly result: 'rejected'; readonly code: string; readonly detail: string };

export interface Importer {
  /** Streams: answers in the order of the rows. Running it again declares nothing twice (`exists` or `repeated`). */
  run(
    input: { readonly type: EntryId; readonly rows: AsyncIterable<ImportRow> },
    acting: Acting,
  ): AsyncIterable<ImportResult>;
}

/** What verification of one record found; `problem` absent: it holds. */
export interface Check {
  readonly rule: 'committed' | 'form' | 'acts' | 'state' | 'commitment';
  readonly problem?: string;
}
export interface Verified {
  readonly id: string;
  readonly genuine: boolean;
  readonly checks: readonly Check[];
}

export interface Evidence {
  /** Receipt of the record's present state; checkpoints of this organization and those passed. */
  receipt(id: string): Promise<Receipt>;
  disclosure(declaration: DeclarationId, claims: readonly ClaimPath[], as: Actor): Promise<Disclosure>;
  /** Acts, keys at their time, commitment, attestation: on this organization's own validated state. */
  verify(id: string): Promise<Verified>;
}

export interface Services {
  readonly enrolment: Enrolment;
  readonly declarations: Declarations;
  readonly readings: Readings;
  readonly wishes: Wishes;
  readonly catalogue: Catalogue;
  /** What the supervisor says of an agency, new or not. */
  amendAgency(agency: AgencyBody, supervisor: AgencyCode): Promise<Committed<Outcome>>;
  readonly importer: Importer;
  readonly evidence: Evidence;
  /** Every reading of the declarant's records that this organization can see, refusals included. */
  journal(declarant: DeclarantId): Promise<readonly JournalEntry[]>;
}
