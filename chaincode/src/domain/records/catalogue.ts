import type { AgencyCode, ClaimPath, Digest, EntryId, EntryRef, Timestamp } from '../ids.js';
import type { JsonObject } from '../json.js';
import type { DeclarantKind, LocalizedNames } from './agency.js';
import type { LedgerRecord } from './record.js';

export type EntryKind = 'element' | 'type' | 'item';

interface EntryForm<Kind extends EntryKind, Body> {
  readonly kind: Kind;
  readonly id: EntryId;
  readonly version: number;
  readonly names: LocalizedNames;
  readonly body: Body;
}
export type ElementEntry = EntryForm<'element', ElementBody>;
export type TypeEntry = EntryForm<'type', TypeBody>;
export type ItemEntry = EntryForm<'item', ItemBody>;
/** One catalogue file: `kind`, `id`, `version`, `names`, `body`; `kind` says which body. */
export type CatalogueEntry = ElementEntry | TypeEntry | ItemEntry;

/** A data element: one meaning, whoever asks for it. */
export interface ElementBody {
  readonly description: LocalizedNames;
  /** JSON Schema 2020-12 in the project's profile (docs/spec/schema-profile.md). */
  readonly schema: JsonObject;
  readonly personal: boolean;
}

export interface ClaimDefinition {
  readonly element: EntryId;
  readonly names: LocalizedNames;
  readonly required: boolean;
  /** Public: open to everyone (in clear on the chain or in `bodies`). Private: only in the sealed part. */
  readonly visibility: 'public' | 'private';
  /** Conditional: only for items that the provider approved. None: never handed on. */
  readonly sharing: 'unconditional' | 'conditional' | 'none';
  /** The element's schema, copied at filing so that a type validates by itself. */
  readonly schema: JsonObject;
}

export interface TypeBody {
  readonly subject: readonly DeclarantKind[];
  readonly claims: Readonly<Record<ClaimPath, ClaimDefinition>>;
  /** Attests, and issues declarations of origin agency. */
  readonly provider: AgencyCode;
  /** Opens sealed parts and answers readings; absent where the type has no private claim and bodies stand on the chain. */
  readonly custodian: AgencyCode;
  readonly origins: readonly Origin[];
  readonly publicBody: 'chain' | 'collection';
  /** Readings need an attested declaration. */
  readonly attested: boolean;
}

export type Origin = 'self' | 'agency' | 'assisted';
export type BasisKind = 'request' | 'consent' | 'law';

/** A claim that an item reads by itself. */
export interface ItemReading {
  readonly type: EntryId;
  /** Public ones too: what an item rests on is read with a proof, never typed again. */
  readonly claims: readonly ClaimPath[];
  /** False: read where it exists, and nothing is missing where it does not. */
  readonly required: boolean;
}

/** Something an item asks the declarant for. */
export interface ItemAsk {
  readonly element: EntryId;
  /** Needed where an effective type provides the element: why it is asked for all the same. */
  readonly reason?: LocalizedNames;
}

export interface ItemBody {
  /** The agency that handles the item; only it can read for it. */
  readonly agency: AgencyCode;
  readonly subject: readonly DeclarantKind[];
  readonly bases: readonly BasisKind[];
  readonly law: { readonly citation: LocalizedNames; readonly quotaPerDay?: number };
  readonly reads: readonly ItemReading[];
  readonly asks: readonly ItemAsk[];
  /** Providers that approved the item for conditional claims of their types. */
  readonly approvedBy: readonly AgencyCode[];
  /** Confidential: readings are blinded also for enterprises. */
  readonly confidential: boolean;
  /** Working days. */
  readonly timeLimitDays: number;
  /** The type in which the result is issued. */
  readonly result?: EntryId;
}

export type EntryStatus = 'filed' | 'effective' | 'retired';

/** Key `catalogue/<id>/<version>`; `catalogue-head/<id>` names the effective version; `provides/<element>` the effective types. */
export interface CatalogueRecord extends LedgerRecord {
  readonly kind: 'catalogue-entry';
  readonly status: EntryStatus;
  readonly entry: CatalogueEntry;
  readonly ref: EntryRef;
  /** Digest of the canonical JSON of `entry`: caches of compiled schemas go by it. */
  readonly digest: Digest;
  readonly effectiveFrom?: Timestamp;
}

/** Body of `catalogue.file`. */
export interface FileBody {
  readonly entry: CatalogueEntry;
}
/** Body of `catalogue.approve` and `catalogue.retire`; `digest` is the record's. */
export interface EntryDecisionBody {
  readonly digest: Digest;
  readonly ref: EntryRef;
  readonly reason?: string;
}
