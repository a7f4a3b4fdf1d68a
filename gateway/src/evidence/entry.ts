import {
  canonicalBytes,
  digest,
  toBase64url,
  utf8,
  CHAINCODE_NAME,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import type { Block, KeyWrite } from '@onceledger/network/blocks';
import type { LogEntry } from './types.js';

/** Namespaces whose writes the log holds. */
const NAMESPACES: readonly string[] = [CHAINCODE_NAME];
const VALID = 0;

/** What one block adds to the log: writes of VALID transactions, in (transaction, key) order. docs/spec/log.md. */
export function entriesOf(block: Block, codes: Uint8Array): LogEntry[] {
  return block.envelopes.flatMap((envelope, transaction) => {
    if (envelope.kind !== 'transaction' || codes[transaction] !== VALID) return [];
    const writes = envelope.readWriteSets
      .filter(({ namespace }) => NAMESPACES.includes(namespace))
      .flatMap(({ writes: found }) => found);
    const place = { block: Number(block.number), transaction, transactionId: envelope.transactionId };
    return [...writes].sort(byKey).map((write) => ({ ...place, ...written(write) }));
  });
}

function written({ deleted, key, value }: KeyWrite): Pick<LogEntry, 'key' | 'value'> {
  return { key: toBase64url(utf8(key)), value: deleted ? null : digest(value) };
}

/** Keys compare as their UTF-8 bytes, as Fabric sorts them in a write set. */
function byKey(a: KeyWrite, b: KeyWrite): number {
  return Buffer.compare(utf8(a.key), utf8(b.key));
}

export function entryBytes({ block, key, transaction, transactionId, value }: LogEntry): Uint8Array {
  const members: JsonObject = { block, key, transaction, transactionId, value };
  return canonicalBytes(members);
}
