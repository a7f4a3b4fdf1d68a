import {
  parseActor,
  parseAgencyCode,
  parseApplicationId,
  parseClaimPath,
  parseConsentId,
  parseDeclarantId,
  parseDeclarationId,
  parseDigest,
  parseEntryId,
  parseEntryRef,
  parseKeyId,
  parseMandateId,
  parseOrganizationId,
  parseReadingId,
  parseResidentNumber,
  parseSalt,
  parseTimestamp,
} from '../identifiers/index.js';
import { parsePublicJwk, parseSignedAct } from '../acts/index.js';
import type { ClaimPath } from '../ids.js';
import {
  checked,
  integer,
  object,
  oneOf,
  parsedBy,
  parseWith,
  record,
  set,
  string,
  json,
  type Parser,
} from '../parse/index.js';
import type { DeclarantKind, LocalizedNames } from './agency.js';
import type { Commitment, SaltedClaim, SaltedClaims } from './declaration.js';

/** The most claims that one declaration type has. */
export const MAX_CLAIMS = 200;

export const actor = parsedBy(parseActor);
export const agencyCode = parsedBy(parseAgencyCode);
export const applicationId = parsedBy(parseApplicationId);
export const claimPath = parsedBy(parseClaimPath);
export const consentId = parsedBy(parseConsentId);
export const declarantId = parsedBy(parseDeclarantId);
export const declarationId = parsedBy(parseDeclarationId);
export const digest = parsedBy(parseDigest);
export const entryId = parsedBy(parseEntryId);
export const entryRef = parsedBy(parseEntryRef);
export const keyIdentifier = parsedBy(parseKeyId);
export const mandateId = parsedBy(parseMandateId);
export const organizationId = parsedBy(parseOrganizationId);
export const readingId = parsedBy(parseReadingId);
export const salt = parsedBy(parseSalt);
export const timestamp = parsedBy(parseTimestamp);
export const publicJwk = parsedBy(parsePublicJwk);
export const signedAct = parsedBy(parseSignedAct);

export const format1 = oneOf(1);
export const version = integer(1, 999_999);
export const declarantKind = oneOf<DeclarantKind>('enterprise', 'individual');

const CONTROL = /\p{Cc}/u;
const NUMBER_LIKE = /(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])/g;

/** A line people read. It stands on the chain for everybody, so what looks like a resident identity number is refused. */
export function text(max: number): Parser<string> {
  return checked(string({ min: 1, max }), (line) => {
    if (CONTROL.test(line)) return [{ path: '', problem: 'must not have control characters' }];
    if (line.trim() !== line) return [{ path: '', problem: 'must not begin or end with white space' }];
    return [...line.matchAll(NUMBER_LIKE)].some(([number]) => isResidentNumber(number))
      ? [
          {
            path: '',
            problem: 'holds what looks like a resident identity number; personal data does not belong here',
          },
        ]
      : [];
  });
}

function isResidentNumber(candidate: string): boolean {
  try {
    parseResidentNumber(candidate.toUpperCase());
    return true;
  } catch {
    return false;
  }
}

export const reason = text(500);
export const names = object<LocalizedNames>({ en: text(200), zh: text(200) });
export const claimSet = set<ClaimPath>(claimPath, { min: 1, max: MAX_CLAIMS });
export const commitment = object<Commitment>({ root: digest, suite: oneOf('once-sha256-1') });
export const saltedClaims: Parser<SaltedClaims> = record(
  claimPath,
  object<SaltedClaim>({ salt, value: json }),
  { max: MAX_CLAIMS },
);

/** base64url without padding (RFC 4648 section 5), by the number of bytes that it stands for. */
export function base64url(minBytes: number, maxBytes: number): Parser<string> {
  const least = encodedLength(minBytes);
  const most = encodedLength(maxBytes);
  const shape = string({
    min: least,
    max: most,
    pattern: /^[A-Za-z0-9_-]*$/,
    form: 'base64url without padding',
  });
  return checked(shape, (encoded) =>
    encoded.length % 4 === 1 || loose(encoded)
      ? [{ path: '', problem: 'must be whole bytes of base64url' }]
      : [],
  );
}

function encodedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Whether the unused low bits of the last character are set: a second spelling of the same bytes. */
function loose(encoded: string): boolean {
  const rest = encoded.length % 4;
  const last = encoded.at(-1) ?? 'A';
  return (rest === 2 && !'AQgw'.includes(last)) || (rest === 3 && !'AEIMQUYcgkosw048'.includes(last));
}

/** A compact JWE, RFC 7516 section 3.1: five parts. */
export function compactJwe(max: number): Parser<string> {
  return string({ min: 1, max, pattern: /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){4}$/, form: 'a compact JWE' });
}

/** The exported form of a parser. @throws INPUT_INVALID with every fault */
export function reads<T>(parser: Parser<T>): (value: unknown) => T {
  return (value) => parseWith(parser, value);
}
