import type { DeclarantId, EntryId, KeyId, Timestamp } from '../ids.js';
import type { AgencyKey, AgencyRecord, DeclarantKind, Role, RoleName } from '../records/agency.js';

/** What a role must cover; what is left out is not asked about. */
export interface RoleScope {
  readonly type?: EntryId | undefined;
  /** GB/T 2260, six digits. */
  readonly region?: string | undefined;
  readonly declarantKind?: DeclarantKind | undefined;
}

/** Whether an active agency has a role that covers type, region and kind of declarant. */
export function agencyHasRole(agency: AgencyRecord, role: RoleName, scope: RoleScope = {}): boolean {
  const { status, roles } = agency.agency;
  return status === 'active' && roles.some((one) => one.role === role && covers(one, scope));
}

function covers(role: Role, { type, region, declarantKind }: RoleScope): boolean {
  return (
    admits(role.types, type, (limit, asked) => limit === asked) &&
    admits(role.regions, region, (prefix, asked) => asked.startsWith(prefix)) &&
    admits(role.declarants, declarantKind, (limit, asked) => limit === asked)
  );
}

function admits<T>(
  limits: readonly T[] | undefined,
  asked: T | undefined,
  fits: (limit: T, asked: T) => boolean,
): boolean {
  return limits === undefined || asked === undefined || limits.some((limit) => fits(limit, asked));
}

/** The agency's key of that identifier and use, if it is valid at that time: [from, until). */
export function agencyKeyAt(
  agency: AgencyRecord,
  kid: KeyId,
  at: Timestamp,
  use: AgencyKey['use'],
): AgencyKey | undefined {
  return agency.agency.keys.find((key) => key.kid === kid && key.use === use && validAt(key, at));
}

/** The key that deliveries and sealed parts are sealed to: of those current, the newest. */
export function encryptionKeyAt(agency: AgencyRecord, at: Timestamp): AgencyKey | undefined {
  return agency.agency.keys
    .filter((key) => key.use === 'encrypt' && validAt(key, at))
    .sort((a, b) => (a.from < b.from ? 1 : -1))[0];
}

/** Half-open: `from` belongs to it, `until` does not. Timestamps are ordered as text. */
export function validAt(
  span: { readonly from: Timestamp; readonly until?: Timestamp },
  at: Timestamp,
): boolean {
  return span.from <= at && (span.until === undefined || at < span.until);
}

/** Where an enterprise is registered: characters 3 to 8 of its code (GB 32100-2015, 4.3). Individuals' identifiers say nothing. */
export function regionOf(declarant: DeclarantId): string | undefined {
  return declarant.startsWith('i-') ? undefined : declarant.slice(2, 8);
}
