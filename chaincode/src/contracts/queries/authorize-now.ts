import {
  authorize,
  parseSignedAct,
  type Decision,
  type JsonValue,
  type ReadingId,
  type SignedAct,
} from '../../domain/index.js';
import { readingKey, type LedgerTransaction } from '../../ledger/index.js';
import { assertCommitted, isBlinded, type Blindable } from '../blinding.js';
import { loadFacts, requestIn } from '../reading-facts.js';

/** What `answer` would decide now. */
export async function authorizeNow(transaction: LedgerTransaction, id: ReadingId): Promise<Decision> {
  const record = (await transaction.state.get(readingKey(id))).value;
  const open = (one: Blindable): Promise<readonly SignedAct[]> => openForQuery(transaction, one);
  const request = await requestIn(record, open);
  return authorize(await loadFacts(transaction, record, request, { now: transaction.time, open }));
}

/** A query may also read what the client's own organization was given. @throws INPUT_INVALID, ACT_BODY */
export async function openForQuery(
  transaction: LedgerTransaction,
  record: Blindable,
): Promise<readonly SignedAct[]> {
  if (!isBlinded(record)) return record.acts;
  const acts = transaction.transient.evidence(record.id) ?? (await ownActs(transaction, record));
  assertCommitted(record, acts);
  return acts;
}

async function ownActs(transaction: LedgerTransaction, record: Blindable): Promise<readonly SignedAct[]> {
  const text = await transaction.privateData.findBlinded(transaction.organization, record.kind, record.id);
  const value: JsonValue = text === undefined ? [] : (JSON.parse(text) as JsonValue);
  return Array.isArray(value)
    ? value.map((act: JsonValue, index) => parseSignedAct(act, `/${String(index)}`))
    : [];
}
