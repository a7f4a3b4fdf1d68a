import { canonicalize, fail } from '@onceledger/chaincode/domain';
import { toJson } from '../services/json.js';
import type { ProvenRecord, Receipt } from './types.js';

/** The same record as several gateways prove it: their checkpoints side by side. @throws INPUT_INVALID, LEDGER_CONFLICT */
export function mergeReceipts(receipts: readonly Receipt[]): Receipt {
  const [first, ...others] = receipts;
  if (first === undefined) throw fail('INPUT_INVALID', 'there is no receipt to merge');
  return others.reduce(merge, first);
}

function merge(one: Receipt, other: Receipt): Receipt {
  if (one.id !== other.id || one.ledger !== other.ledger)
    throw fail('INPUT_INVALID', 'the receipts are of different records');
  return {
    ...one,
    proven: mergeProven(one.proven, other.proven),
    supports: one.supports.map((support) =>
      mergeProven(
        support,
        other.supports.find((candidate) => isSame(support, candidate)),
      ),
    ),
  };
}

function mergeProven(one: ProvenRecord, other: ProvenRecord | undefined): ProvenRecord {
  if (other === undefined || !isSame(one, other))
    throw fail('LEDGER_CONFLICT', 'the organizations prove different states of the record');
  return { ...one, vouched: [...one.vouched, ...other.vouched] };
}

function isSame(one: ProvenRecord, other: ProvenRecord): boolean {
  return canonicalize(toJson(one.entry)) === canonicalize(toJson(other.entry));
}
