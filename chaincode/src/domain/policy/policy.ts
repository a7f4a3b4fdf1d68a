import type { ApplicationId, ClaimPath, DeclarationId, EntryId, Timestamp } from '../ids.js';
import type { AgencyRecord } from '../records/agency.js';
import type { BasisKind, CatalogueRecord } from '../records/catalogue.js';
import type { DeclarantRecord } from '../records/declarant.js';
import type { CustodyRecord, DeclarationRecord } from '../records/declaration.js';
import type {
  ApplicationBody,
  ApplicationStatus,
  ConsentBody,
  ConsentStatus,
  RequestBody,
} from '../records/reading.js';
import type { RefusalCode } from './refusals.js';

/** What a decision asks of a request: all but its identifier and its salt. */
export type ReadingQuestion = Omit<RequestBody, 'reading' | 'salt'>;

/** Everything a decision about one reading rests on: committed state only, loaded by key before the engine runs. */
export interface ReadingFacts {
  readonly request: ReadingQuestion;
  /** Timestamp that the request's transaction claims. */
  readonly requestedAt: Timestamp;
  /** When the request was seen committed, which only a custodian can know; absent: not judged. */
  readonly committedAt?: Timestamp;
  /** Time of the block or the answer, whichever the caller judges at. */
  readonly now: Timestamp;
  readonly requestWindowSeconds: number;
  readonly requester?: AgencyRecord;
  readonly declaration?: DeclarationRecord;
  readonly declarant?: DeclarantRecord;
  /** The type at the version that the declaration names. */
  readonly type?: CatalogueRecord;
  /** The effective version of the item. */
  readonly item?: CatalogueRecord;
  readonly application?: { readonly body: ApplicationBody; readonly status: ApplicationStatus };
  readonly consent?: { readonly body: ConsentBody; readonly status: ConsentStatus };
  readonly custody?: CustodyRecord;
  /** Readings on basis `law` that the custodian granted today for this item. */
  readonly grantedToday?: number;
}

/** One link of the chain that a reading needs, in order; the engine stops at the first broken one. */
export interface Link {
  readonly rule: string;
  readonly holds: boolean;
  /** Set where it does not hold. */
  readonly refusal?: RefusalCode;
  /** Claims, identifiers or codes concerned; never a value. */
  readonly subject?: readonly string[];
}
export type Decision =
  | { readonly granted: true; readonly links: readonly Link[] }
  | { readonly granted: false; readonly refusal: RefusalCode; readonly links: readonly Link[] };

/** What a plan rests on: committed state, loaded by key. */
export interface PlanFacts {
  readonly now: Timestamp;
  /** The effective version of the item. */
  readonly item: CatalogueRecord;
  /** The item's agency. */
  readonly agency?: AgencyRecord;
  readonly declarant: DeclarantRecord;
  /** One for each type that the item reads, in any order. */
  readonly sources: readonly PlanSource[];
  /** Applications of the declarant for the item that the caller can see. */
  readonly applications: readonly { readonly body: ApplicationBody; readonly status: ApplicationStatus }[];
  /** Consents of the declarant for the item that the caller can see. */
  readonly consents: readonly { readonly body: ConsentBody; readonly status: ConsentStatus }[];
  readonly grantedToday?: number;
}
export interface PlanSource {
  /** The type at the version that the declaration names; without a declaration its effective version. */
  readonly type: CatalogueRecord;
  readonly provider?: AgencyRecord;
  readonly declaration?: DeclarationRecord;
  readonly custody?: CustodyRecord;
}

/** One thing an item needs, and where it would come from. */
export interface PlanStep {
  readonly type: EntryId;
  readonly claims: readonly ClaimPath[];
  readonly required: boolean;
  /**
   * `reading`: the custodian answers. `open`: the same, and since all the claims are public anybody can look at them without
   * a reading. `missing`: nothing to read yet.
   */
  readonly how: 'open' | 'reading' | 'missing';
  readonly declaration?: DeclarationId;
  readonly version?: number;
  readonly provider: string;
  readonly custodian: string;
  readonly basis: readonly BasisKind[];
  /** What stands in the way now, by the same rules as `authorize`. */
  readonly obstacle?: RefusalCode;
  /** What the declarant or an agency can do about it. */
  readonly remedy?: 'declare' | 'attest' | 'apply' | 'consent' | 'wait';
}
export interface Plan {
  readonly item: EntryId;
  readonly declarant: string;
  readonly agency: string;
  readonly steps: readonly PlanStep[];
  /** What the item still asks the declarant for, with reasons. */
  readonly asks: readonly EntryId[];
  /** Every required step can be read now, and every other one that has something to read. */
  readonly complete: boolean;
  readonly application?: ApplicationId;
}
