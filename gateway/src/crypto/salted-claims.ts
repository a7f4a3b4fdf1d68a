import {
  fromUtf8,
  json,
  object,
  parseCanonical,
  parseClaimPath,
  parsedBy,
  parseSalt,
  parseWith,
  record,
  type SaltedClaim,
  type SaltedClaims,
} from '@onceledger/chaincode/domain';

/** As many claims as a type can have. */
const MAX_CLAIMS = 512;

export const saltedClaims = record(
  parsedBy(parseClaimPath),
  object<SaltedClaim>({ salt: parsedBy(parseSalt), value: json }),
  { max: MAX_CLAIMS },
);

/** Opened bytes to claims: canonical JSON and nothing else, since digests were made over canonical bytes. */
export function parseSaltedClaims(bytes: Uint8Array): SaltedClaims {
  return parseWith(saltedClaims, parseCanonical(fromUtf8(bytes)), 'SEALED_PART_INVALID');
}
