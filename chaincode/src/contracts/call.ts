import type { ChaincodeConfiguration } from '../configuration.js';
import type {
  ActKind,
  AgencyRecord,
  AnyRecord,
  BodyOf,
  DeclarantRecord,
  Digest,
  SchemaCompiler,
  SignatureVerifier,
  Timestamp,
} from '../domain/index.js';
import type { AcceptedAct, LedgerTransaction, StateKey, Stored } from '../ledger/index.js';

/** What contracts need from outside; `index.ts` of the chaincode composes it. */
export interface Services {
  readonly configuration: ChaincodeConfiguration;
  readonly verifier: SignatureVerifier;
  readonly schemas: SchemaCompiler;
}

/** Who signed, as the state has him. */
export type Party =
  | { readonly agency: AgencyRecord; readonly declarant?: never }
  | { readonly declarant: DeclarantRecord; readonly agency?: never };

/** One act on its way: everything a rule judges by. */
export interface Call<Kind extends ActKind, Record extends AnyRecord> {
  readonly services: Services;
  readonly transaction: LedgerTransaction;
  readonly act: AcceptedAct<Kind>;
  readonly blinded: boolean;
  /** Set in a batch: the name of the act's private parts in the transient map. */
  readonly member: string | undefined;
  readonly actor: Party;
  /** The record that the act is about, as committed. */
  readonly current: Stored<Record> | undefined;
  /** The transaction's timestamp, never before the record's latest change. */
  readonly now: Timestamp;
}

/** Any call: for helpers that look at neither body nor record. */
export type AnyCall = Call<ActKind, AnyRecord>;

/** What one contract function adds to the path that all share (`submit.ts`). */
export interface Rule<Kind extends ActKind, Record extends AnyRecord> {
  readonly act: Kind;
  /** What the act must name as its target. */
  readonly target: (body: BodyOf<Kind>) => string;
  /** Where the record stands. */
  readonly key: (body: BodyOf<Kind>) => StateKey<Record>;
  /** What else is read of the state wherever the act is accepted, so that it is asked for together. */
  readonly reads?: (body: BodyOf<Kind>) => readonly StateKey<unknown>[];
  /** Whether the record must be there already. */
  readonly existing: 'required' | 'forbidden' | 'optional';
  /** Declarants who are not active may do it all the same: it only takes something back. */
  readonly whateverStatus?: true;
  /** Mandate and role. */
  readonly authorize: (call: Call<Kind, Record>) => void | Promise<void>;
  /** What is asked of the present record before its digest is: only where that gives the better answer. */
  readonly meet?: (call: Call<Kind, Record>) => void;
  /** The record as it will be; private data and other keys are written on the way. */
  readonly judge: (call: Call<Kind, Record>) => Record | Promise<Record>;
  /** Keeps it elsewhere than under its key; undefined: it does not. */
  readonly keep?: (call: Call<Kind, Record>, record: Record) => Promise<Kept | undefined>;
}

/** How a record was kept. */
export interface Kept {
  /** Of the record on the channel. */
  readonly digest: Digest;
  /** The same act was committed before: nothing is written. */
  readonly repeated?: true;
}
