import type { AgencyCode, ClaimPath, EntryId, IdempotencyKey, OrganizationId } from '../ids.js';
import { matched } from './matched.js';

const CODE = /^[a-z][a-z0-9-]{0,63}$/;
const CODE_FORM = 'must be 1 to 64 lower-case letters, digits and hyphens, a letter first';

/** @throws IDENTIFIER_INVALID */
export function parseAgencyCode(text: unknown, path = ''): AgencyCode {
  return matched(text, CODE, CODE_FORM, path) as AgencyCode;
}

/** @throws IDENTIFIER_INVALID */
export function parseOrganizationId(text: unknown, path = ''): OrganizationId {
  return matched(text, CODE, CODE_FORM, path) as OrganizationId;
}

/** @throws IDENTIFIER_INVALID */
export function parseEntryId(text: unknown, path = ''): EntryId {
  return matched(text, CODE, CODE_FORM, path) as EntryId;
}

/** @throws IDENTIFIER_INVALID */
export function parseClaimPath(text: unknown, path = ''): ClaimPath {
  const form =
    'must be a claim path: names of letters and digits, lower-case first, joined by dots, at most 128 characters';
  return matched(text, /^(?=.{1,128}$)[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*$/, form, path) as ClaimPath;
}

/** @throws IDENTIFIER_INVALID */
export function parseIdempotencyKey(text: unknown, path = ''): IdempotencyKey {
  return matched(
    text,
    /^[A-Za-z0-9_-]{16,64}$/,
    'must be 16 to 64 of A-Z a-z 0-9 _ -',
    path,
  ) as IdempotencyKey;
}
