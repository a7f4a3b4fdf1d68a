import {
  array,
  fail,
  integer,
  object,
  oneOf,
  parseDigest,
  parsedBy,
  parseLedgerId,
  parseOrganizationId,
  parseWith,
  string,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { originOf } from './checkpoint.js';
import { parseVerifierKey } from './note.js';
import type { Trust, TrustedOrganization } from './types.js';

const organization = object<TrustedOrganization>({
  operator: string({ min: 1, max: 200 }),
  organization: parsedBy(parseOrganizationId),
  verifierKey: string({ min: 1, max: 1_000 }),
});
const trust = object<Trust>({
  consortium: parsedBy(parseDigest),
  format: oneOf(1),
  ledger: parsedBy(parseLedgerId),
  organizations: array(organization, { min: 1, max: 1_000, unique: (one) => one.organization }),
  require: integer(1, 1_000),
});

/** docs/spec/trust.md: whose word counts. @throws CONFIGURATION_INVALID */
export function parseTrust(value: JsonValue): Trust {
  const parsed = parseWith(trust, value, 'CONFIGURATION_INVALID');
  for (const { organization: id, verifierKey } of parsed.organizations)
    if (parseVerifierKey(verifierKey).name !== originOf(parsed.ledger, id))
      throw fail('CONFIGURATION_INVALID', `the verifier key of ${id} has another name than its checkpoints`);
  return parsed;
}

/** `require`: how many independent operators must vouch; default 1. */
export function newTrust({
  require = 1,
  ...rest
}: Omit<Trust, 'format' | 'require'> & { readonly require?: number }): Trust {
  return { format: 1, require, ...rest };
}
