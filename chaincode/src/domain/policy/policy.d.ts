import type { ApplicationId, ClaimPath, DeclarationId, EntryId, Timestamp } from '../ids.js';
import type { AgencyRecord } from '../records/agency.js';
import type { BasisKind, CatalogueRecord } from '../records/catalogue.js';
import type { DeclarantRecord } from '../records/declarant.js';
import type { CustodyRecord, DeclarationRecord } from '../records/declaration.js';
import type { ApplicationBody, ApplicationStatus, ConsentBody, ConsentStatus, RequestBody } from '../records/reading.js';
import type { RefusalCode } from './refusals.js';
/** Everything a decision about one reading rests on: committed state only, loaded by key before the engine runs. */
export interface ReadingFacts {
    readonly request: RequestBody;
    readonly requestedAt: Timestamp;
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
    readonly application?: {
        readonly body: ApplicationBody;
        readonly status: ApplicationStatus;
    };
    readonly consent?: {
        readonly body: ConsentBody;
        readonly status: ConsentStatus;
    };
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
export type Decision = {
    readonly granted: true;
    readonly links: readonly Link[];
} | {
    readonly granted: false;
    readonly refusal: RefusalCode;
    readonly links: readonly Link[];
};
/** One thing an item needs, and where it would come from. */
export interface PlanStep {
    readonly type: EntryId;
    readonly claims: readonly ClaimPath[];
    readonly required: boolean;
    /** `open`: public claims, read without a reading. `reading`: the custodian answers. `missing`: nothing to read yet. */
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
    readonly complete: boolean;
    readonly application?: ApplicationId;
}
