import {
  CHAINCODE_NAME,
  fail,
  fromUtf8,
  parseCanonical,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { keyOf, nameOf } from '../verification/place.js';
import type { At, Provable } from './prove.js';
import type { LogEntry, ProvenRecord } from './types.js';
import { recordOf } from './verify-proven.js';

/**
 * An agency's record has only its latest act: what signed that act stands in the records before it, down to the bootstrap.
 * They are read from their blocks; agencies change seldom.
 */
export async function formerAgencies(
  context: Provable,
  proven: ProvenRecord,
  { checkpoint, size }: At,
): Promise<readonly ProvenRecord[]> {
  const record = recordOf(proven);
  if (record.kind !== 'agency' || record.acts.length === 0) return [];
  const indexes = await context.log.writes(keyOf(nameOf(record)), size);
  return Promise.all(
    indexes.slice(0, -1).map(async (index) => {
      const entry = await context.log.entry(index);
      if (entry === undefined) throw fail('NOT_FOUND', `log entry ${index}`);
      const proof = await context.log.proof(index, size);
      return { entry, record: await valueOf(context, entry), vouched: [{ checkpoint, ...proof }] };
    }),
  );
}

async function valueOf({ ledger }: Provable, { block, key, transaction }: LogEntry): Promise<JsonObject> {
  const ended = new AbortController();
  try {
    for await (const { envelopes } of ledger.blocks(BigInt(block), ended.signal)) {
      const envelope = envelopes[transaction];
      const writes = envelope?.kind === 'transaction' ? envelope.readWriteSets : [];
      const write = writes
        .filter(({ namespace }) => namespace === CHAINCODE_NAME)
        .flatMap((set) => set.writes)
        .find((one) => Buffer.from(one.key).toString('base64url') === key);
      if (write === undefined) break;
      // The digest in the log is that of a record, an object.
      return parseCanonical(fromUtf8(write.value)) as JsonObject;
    }
  } finally {
    ended.abort();
  }
  throw fail('NOT_FOUND', `block ${block} has no such write`);
}
