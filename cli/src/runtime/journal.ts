import type { DeclarantId } from '@onceledger/chaincode/domain';
import type { JournalEntry } from '@onceledger/gateway';
import { mergedById } from './merge.js';
import type { Runtime } from './runtime.js';

/** Every reading of the declarant's records that any organization of this home can see, oldest first. */
export async function journalOf(runtime: Runtime, declarant: DeclarantId): Promise<readonly JournalEntry[]> {
  const lists = await Promise.all(runtime.gateways.map((gateway) => gateway.services.journal(declarant)));
  return mergedById(lists, ({ reading }) => reading).toSorted((a, b) =>
    a.requestedAt === b.requestedAt ? compare(a.reading, b.reading) : compare(a.requestedAt, b.requestedAt),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
