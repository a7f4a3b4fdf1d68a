import type { Generated } from 'kysely';

/** gateway.db, schema 3 (docs/spec/read-model.md). Blobs that hold opened claims are sealed with a key of the key store. */
export interface Schema {
  meta: MetaTable;
  blocks: BlockTable;
  transactions: TransactionTable;
  state: StateTable;
  hashed: HashedTable;
  declarations: DeclarationTable;
  versions: VersionTable;
  consents: ConsentTable;
  mandates: MandateTable;
  applications: ApplicationTable;
  readings: ReadingTable;
  blinded: BlindedTable;
  findings: FindingTable;
  withheld_answers: WithheldAnswerTable;
  tasks: TaskTable;
  inbox: InboxTable;
  subjects: SubjectTable;
  log_entries: LogEntryTable;
  log_nodes: LogNodeTable;
}

export interface MetaTable {
  name: string;
  value: string;
}
export interface BlockTable {
  number: number;
  hash: string;
  commit_hash: string;
  /** The serialized block, kept for config blocks only. */
  config: Uint8Array | null;
  /** Entries of the log after this block. */
  log_size: number;
}
export interface TransactionTable {
  id: string;
  block: number;
  idx: number;
  code: number;
  creator: string;
  timestamp: string;
}
/** World state of every namespace; keys as UTF-8 bytes, since composite keys hold U+0000 and bytes sort as Fabric does. */
export interface StateTable {
  namespace: string;
  key: Uint8Array;
  block: number;
  idx: number;
  value: Uint8Array;
  /** Of records: kind, identifier, and 0 where acts or state do not hold. */
  kind: string | null;
  id: string | null;
  genuine: number;
}
export interface HashedTable {
  namespace: string;
  collection: string;
  key_hash: string;
  block: number;
  idx: number;
}
export interface DeclarationTable {
  id: string;
  declarant: string;
  type: string;
  version: number;
  status: string;
}
/** Declarations' former versions, as they last were. */
export interface VersionTable {
  declaration: string;
  version: number;
  record: string;
}
export interface ConsentTable {
  id: string;
  declarant: string | null;
  status: string;
}
export interface MandateTable {
  id: string;
  giver: string;
  agent: string;
  status: string;
}
export interface ApplicationTable {
  id: string;
  declarant: string | null;
  item: string | null;
  status: string;
}
export interface ReadingTable {
  id: string;
  declarant: string | null;
  declaration: string | null;
  requester: string | null;
  status: string;
  requested_at: string;
  answered_at: string | null;
  reason: string | null;
  blinded: number;
  /** Canonical JSON of the request's body; absent where it is blinded and this organization no party. */
  request: string | null;
}
/** Acts of blinded records that this organization is a party of, read from its own implicit collection. */
export interface BlindedTable {
  id: string;
  kind: string;
  /** Canonical JSON of SignedAct[]. */
  acts: string;
}
/** Answers of this custodian of which only the digest is on the ledger: docs/spec/collections.md. */
export interface WithheldAnswerTable {
  digest: string;
  /** Canonical JSON of the SignedAct. */
  answer: string;
}
export interface FindingTable {
  number: Generated<number>;
  block: number;
  idx: number | null;
  rule: string;
  subject: string | null;
  detail: string;
}
/** Outbox of the workers: what a block asks this organization to do. */
export interface TaskTable {
  number: Generated<number>;
  kind: string;
  target: string;
  /** Organization whose peer must endorse what the task submits; empty where no other's must. */
  counterpart: string;
  /** Block that caused it. */
  block: number;
  /** The signed act and its transient values, kept from before the submit on, so that a repeat is the same act. */
  prepared: string | null;
  attempts: number;
  code: string | null;
  /** Milliseconds since the epoch; not before. */
  due: number;
}
export interface InboxTable {
  reading: string;
  received_at: string;
  /** CollectedClaims, sealed. */
  sealed: Uint8Array;
}
/** A registrar's own keyed index of identity documents. */
export interface SubjectTable {
  /** HMAC-SHA-256 of the document number under the registrar's key. */
  document: string;
  declarant: string;
  sealed: Uint8Array;
}
export interface LogEntryTable {
  idx: number;
  block: number;
  transaction_index: number;
  transaction_id: string;
  key: string;
  value: string | null;
}
export interface LogNodeTable {
  level: number;
  idx: number;
  hash: string;
}
