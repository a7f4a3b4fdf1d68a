import type {
  AgencyRecord,
  ApplicationRecord,
  Basis,
  CatalogueRecord,
  ClaimPath,
  ConsentRecord,
  DeclarantId,
  DeclarantRecord,
  DeclarationId,
  DeclarationRecord,
  Digest,
  EntryId,
  LedgerId,
  MandateRecord,
  OrganizationId,
  ReadingId,
  ReadingRecord,
  ReadingStatus,
  RecordKind,
  RefusalCode,
  Timestamp,
} from '@onceledger/chaincode/domain';

/** One reading as the declarant sees it. */
export interface JournalEntry {
  readonly reading: ReadingId;
  readonly status: ReadingStatus;
  readonly requester: string;
  readonly declaration: DeclarationId;
  readonly version: number;
  readonly claims: readonly ClaimPath[];
  readonly purpose: { readonly kind: 'item'; readonly item: EntryId } | { readonly kind: 'attestation' };
  readonly basis: Basis;
  readonly requestedAt: Timestamp;
  readonly answeredAt?: Timestamp;
  readonly reason?: RefusalCode;
  readonly blinded: boolean;
}

/** Something on the ledger that an honest member would not have written. */
export interface Finding {
  readonly block: bigint;
  readonly transaction?: number;
  readonly rule: string;
  readonly subject?: string;
  readonly detail: string;
}

export interface StoredRecord<R> {
  readonly record: R;
  /** Digest of the record's canonical JSON: `previous` of the next act. */
  readonly digest: Digest;
  readonly block: bigint;
  readonly transaction: number;
  /** Every act in it verified on validated state; false: there is a finding, and nothing may rest on it. */
  readonly genuine: boolean;
}

export interface TransactionRow {
  readonly transactionId: string;
  readonly block: bigint;
  readonly index: number;
  readonly code: number;
  readonly creator: string;
  readonly timestamp: Timestamp;
}

/** Validated blocks → SQL; queries for commands and services. Position and effects change in one database transaction. */
export interface ReadModel {
  readonly ledger: LedgerId;
  /** Number of blocks that have taken effect. */
  position(): bigint;
  agency(code: string): Promise<StoredRecord<AgencyRecord> | undefined>;
  agencies(): Promise<readonly AgencyRecord[]>;
  declarant(id: string): Promise<StoredRecord<DeclarantRecord> | undefined>;
  declarants(page?: Page): Promise<readonly DeclarantRecord[]>;
  declaration(id: string): Promise<StoredRecord<DeclarationRecord> | undefined>;
  declarations(
    filter: { readonly declarant?: DeclarantId; readonly type?: EntryId },
    page?: Page,
  ): Promise<readonly DeclarationRecord[]>;
  entry(id: string, version?: number): Promise<StoredRecord<CatalogueRecord> | undefined>;
  entries(kind?: string): Promise<readonly CatalogueRecord[]>;
  /** As it is by now; `at`: for the organization that answers, which goes by its own mark of a blinded one's end. */
  consent(id: string, at?: OrganizationId): Promise<StoredRecord<ConsentRecord> | undefined>;
  consents(declarant: DeclarantId): Promise<readonly ConsentRecord[]>;
  mandate(id: string): Promise<StoredRecord<MandateRecord> | undefined>;
  mandates(declarant: DeclarantId): Promise<readonly MandateRecord[]>;
  application(id: string, at?: OrganizationId): Promise<StoredRecord<ApplicationRecord> | undefined>;
  applications(declarant: DeclarantId): Promise<readonly ApplicationRecord[]>;
  reading(id: string): Promise<StoredRecord<ReadingRecord> | undefined>;
  journal(declarant: DeclarantId): Promise<readonly JournalEntry[]>;
  transaction(transactionId: string): Promise<TransactionRow | undefined>;
  findings(): Promise<readonly Finding[]>;
  counts(): Promise<Readonly<Partial<Record<RecordKind, number>>>>;
}

export interface Page {
  readonly limit: number;
  /** Identifier after which to go on. */
  readonly after?: string;
}
