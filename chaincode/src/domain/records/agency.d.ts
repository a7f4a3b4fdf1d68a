import type { PublicJwk } from '../act.js';
import type { AgencyCode, EntryId, KeyId, OrganizationId, Timestamp } from '../ids.js';
import type { LedgerRecord } from './record.js';
export type Level = 'country' | 'province' | 'city' | 'county';
export type RoleName = 'registrar' | 'provider' | 'custodian' | 'requester' | 'supervisor' | 'auditor';
export type DeclarantKind = 'enterprise' | 'individual';
export interface LocalizedNames {
    readonly en: string;
    readonly zh: string;
}
export interface Role {
    readonly role: RoleName;
    /** Declaration types (provider, custodian) the role is limited to; absent: all. */
    readonly types?: readonly EntryId[];
    /** Registrar only: whom it vouches for. */
    readonly declarants?: readonly DeclarantKind[];
    /** GB/T 2260 prefixes (2, 4 or 6 digits) the role is limited to; absent: the whole country. */
    readonly regions?: readonly string[];
}
export interface AgencyKey {
    readonly jwk: PublicJwk;
    readonly kid: KeyId;
    readonly use: 'sign' | 'encrypt';
    readonly from: Timestamp;
    /** A signing key verifies acts issued in [from, until); an encryption key is sealed to only while current. */
    readonly until?: Timestamp;
}
export interface AgencyBody {
    readonly code: AgencyCode;
    readonly keys: readonly AgencyKey[];
    readonly level: Level;
    readonly names: LocalizedNames;
    /** The Fabric organization whose peer and gateway serve this agency. */
    readonly organization: OrganizationId;
    readonly parent?: AgencyCode;
    /** GB/T 2260, six digits. */
    readonly region: string;
    readonly roles: readonly Role[];
    readonly status: 'active' | 'closed';
}
/** Key `agency/<code>`. */
export interface AgencyRecord extends LedgerRecord {
    readonly kind: 'agency';
    readonly agency: AgencyBody;
}
/** What the consortium agreed on beside its agencies; key `settings`. */
export interface Settings {
    /** How long a recovery waits before the new key counts; hours. */
    readonly recoveryDelayHours: number;
    /** A custodian refuses requests committed longer than this after their timestamp; seconds. */
    readonly requestWindowSeconds: number;
    /** A contract refuses a transaction timestamp further than this from its own clock; seconds. */
    readonly clockToleranceSeconds: number;
    /** A delivery not received by then lapses; hours. */
    readonly deliveryHours: number;
}
export interface SettingsRecord extends LedgerRecord {
    readonly kind: 'settings';
    readonly settings: Settings;
}
/** Argument of `agencies:bootstrap`; its digest must equal the one in every endorser's configuration. */
export interface BootstrapBody {
    readonly agencies: readonly AgencyBody[];
    readonly settings: Settings;
}
