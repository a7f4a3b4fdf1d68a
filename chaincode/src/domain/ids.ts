/**
 * Branded identifiers. A value of one of these types has been through its `parse` function (see `identifiers/`), so
 * inner code never checks its form again.
 */
declare const brand: unique symbol;
export type Brand<Name extends string> = string & { readonly [brand]: Name };

/** Unified social credit code, 18 characters, GB 32100-2015. */
export type Uscc = Brand<'Uscc'>;
/** Resident identity number, 18 characters, GB 11643-1999. Personal data: never in a key, an argument, a log or an error. */
export type ResidentNumber = Brand<'ResidentNumber'>;
/** An enterprise: its `Uscc`. An individual: `i-` and 32 lower-case hexadecimal digits (128 random bits). */
export type DeclarantId = Brand<'DeclarantId'>;
/** `[a-z][a-z0-9-]{0,63}`; an agency. */
export type AgencyCode = Brand<'AgencyCode'>;
/** `[a-z][a-z0-9-]{0,63}`; Fabric's MSP identifier of an organization that hosts agencies. */
export type OrganizationId = Brand<'OrganizationId'>;
/** `[a-z][a-z0-9-]{0,63}`; a catalogue entry, whatever its version. */
export type EntryId = Brand<'EntryId'>;
/** `<EntryId>@<version>`, for example `business-licence@1`. */
export type EntryRef = Brand<'EntryRef'>;
/** Name of one claim within its type: `[a-z][A-Za-z0-9]*` segments joined by dots, at most 128 characters. */
export type ClaimPath = Brand<'ClaimPath'>;
/** `<type>.<declarant>` or `<type>.<declarant>.<discriminator>`; the discriminator is `[a-z0-9-]{1,32}` and never personal. */
export type DeclarationId = Brand<'DeclarationId'>;
/** `r-` and 32 lower-case hexadecimal digits. */
export type ReadingId = Brand<'ReadingId'>;
/** `c-` and 32 lower-case hexadecimal digits. */
export type ConsentId = Brand<'ConsentId'>;
/** `m-` and 32 lower-case hexadecimal digits. */
export type MandateId = Brand<'MandateId'>;
/** `a-` and 32 lower-case hexadecimal digits. */
export type ApplicationId = Brand<'ApplicationId'>;
/** RFC 7638 thumbprint (SHA-256, base64url, 43 characters) of a public key. */
export type KeyId = Brand<'KeyId'>;
/** SHA-256, base64url without padding: 43 characters. */
export type Digest = Brand<'Digest'>;
/** 16 random bytes, base64url without padding: 22 characters. */
export type Salt = Brand<'Salt'>;
/** `<channel>:<digest of the genesis block's header>`, for example `once:47DEQ…`; what every act and commitment is bound to. */
export type LedgerId = Brand<'LedgerId'>;
/** RFC 3339, UTC, milliseconds, exactly as `Date.prototype.toISOString` prints it; ordered as text. */
export type Timestamp = Brand<'Timestamp'>;
/** `agency:<AgencyCode>` or `declarant:<DeclarantId>`; who performs an act. */
export type Actor = Brand<'Actor'>;
/** 16 to 64 characters of `[A-Za-z0-9_-]`, chosen by whoever signs the act. */
export type IdempotencyKey = Brand<'IdempotencyKey'>;
/** A compact JWS, RFC 7515 section 3.1. */
export type CompactJws = Brand<'CompactJws'>;
