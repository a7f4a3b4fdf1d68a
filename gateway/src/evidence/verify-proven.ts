import {
  canonicalBytes,
  digest,
  fail,
  fromBase64url,
  OnceError,
  parseRecord,
  toBase64url,
  utf8,
  verifyInclusion,
  type AnyRecord,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { keyOf, nameOf } from '../verification/place.js';
import { claimedOrigin, openCheckpoint, originOf } from './checkpoint.js';
import { entryBytes } from './entry.js';
import { parseVerifierKey } from './note.js';
import { leafHash } from './tree.js';
import type { EvidenceReport, ProvenRecord, Trust } from './types.js';

type Voucher = EvidenceReport['vouchedBy'][number];

/**
 * Organizations whose signed checkpoint covers the entry. Those that the trust file does not name count for nothing; a word
 * of one that it names and that does not hold refuses everything. @throws NOT_VERIFIED
 */
export function vouchersOf({ entry, vouched }: ProvenRecord, trust: Trust): readonly Voucher[] {
  const leaf = leafHash(entryBytes(entry));
  const vouchers = vouched.flatMap(({ checkpoint: note, index, path }) => {
    const known = trust.organizations.find(
      ({ organization }) => originOf(trust.ledger, organization) === claimedOrigin(note),
    );
    if (known === undefined) return [];
    const { operator, organization, verifierKey } = known;
    const { height, root, size } = openCheckpoint(note, parseVerifierKey(verifierKey));
    const proof = path.map(fromBase64url);
    if (!verifyInclusion({ index, leaf, proof, root: fromBase64url(root), size }))
      throw refused('inclusion', `the entry is not in the log of ${organization}`);
    if (entry.block >= height)
      throw refused('inclusion', `block ${entry.block} lies beyond height ${height}`);
    return [{ height, operator, organization }];
  });
  const operators = operatorsOf(vouchers);
  if (operators < trust.require) throw refused('trust', `${operators} of ${trust.require} operators vouch`);
  return vouchers;
}

export function operatorsOf(vouchedBy: readonly Voucher[]): number {
  return new Set(vouchedBy.map(({ operator }) => operator)).size;
}

/** The record whose digest the entry has, under the key that the entry names. @throws NOT_VERIFIED */
export function recordOf({ entry, record }: ProvenRecord): AnyRecord {
  if (record === undefined || entry.value !== digest(canonicalBytes(record)))
    throw refused('record', 'the record is not the one in the log');
  const parsed = asRecord(record);
  if (entry.key !== toBase64url(utf8(keyOf(nameOf(parsed)))))
    throw refused('record', 'the record stands under another key');
  return parsed;
}

function asRecord(value: JsonObject): AnyRecord {
  try {
    return parseRecord(value);
  } catch (error) {
    if (error instanceof OnceError) throw refused('record', 'it has not the form of a record');
    throw error;
  }
}

export function refused(step: string, detail: string): OnceError {
  return fail('NOT_VERIFIED', `${step}: ${detail}`);
}
