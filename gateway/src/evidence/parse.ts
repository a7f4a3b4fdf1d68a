import {
  array,
  fromBase64url,
  integer,
  json,
  jsonObject,
  object,
  oneOf,
  optional,
  parseClaimPath,
  parseDigest,
  parsedBy,
  parseLedgerId,
  parseSalt,
  parseWith,
  record,
  string,
  type ClaimPath,
  type JsonValue,
  type Parser,
} from '@onceledger/chaincode/domain';
import type {
  ClaimEvidence,
  Disclosure,
  LogEntry,
  LogProof,
  ProvenRecord,
  Receipt,
  Vouched,
} from './types.js';

const digest = parsedBy(parseDigest);
const count = integer(0, Number.MAX_SAFE_INTEGER);
/** An audit path is no longer than the tree is deep. */
const path = array(digest, { max: 64 });

/** null, where a key was deleted. */
const digestOrNull: Parser<LogEntry['value']> = (value, at, faults) =>
  value === null ? null : digest(value, at, faults);
const encodedKey: Parser<string> = parsedBy((value) => {
  const text = parseWith(string({ min: 1, max: 2_000 }), value);
  fromBase64url(text);
  return text;
});

const entry = object<LogEntry>({
  block: count,
  key: encodedKey,
  transaction: count,
  transactionId: string({ max: 64, pattern: /^[0-9a-f]{64}$/, form: 'a transaction identifier' }),
  value: digestOrNull,
});
const vouched = object<Vouched>({ checkpoint: string({ max: 20_000 }), index: count, path });
const proven = object<ProvenRecord>({
  entry,
  record: optional(jsonObject),
  vouched: array(vouched, { min: 1, max: 64 }),
});
const receipt = object<Receipt>({
  bootstrap: optional(jsonObject),
  format: oneOf('once-receipt/1'),
  id: string({ min: 1, max: 256 }),
  ledger: parsedBy(parseLedgerId),
  proven,
  supports: array(proven, { max: 256 }),
});
const claim = object<ClaimEvidence>({
  proof: object<LogProof & { readonly size: number }>({ index: count, path, size: count }),
  salt: parsedBy(parseSalt),
  value: json,
});
const disclosure = object<Disclosure>({
  claims: record<ClaimPath, ClaimEvidence>(parsedBy(parseClaimPath), claim, { max: 512 }),
  format: oneOf('once-disclosure/1'),
  receipt,
});

/** docs/spec/receipt.md. @throws INPUT_INVALID with every fault and its path */
export function parseReceipt(value: JsonValue): Receipt {
  return parseWith(receipt, value);
}
/** docs/spec/evidence.md. @throws INPUT_INVALID */
export function parseDisclosure(value: JsonValue): Disclosure {
  return parseWith(disclosure, value);
}
