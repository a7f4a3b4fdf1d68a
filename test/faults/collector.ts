import { parseAct } from '@onceledger/chaincode/domain';
import { openRuntime } from '@onceledger/cli/runtime';
import type { Ledger, Log, LogEntry } from '@onceledger/gateway';
import { FOREIGN_EXCHANGE } from '../support/applicant.js';
import { standStill } from './stand-still.js';

/** What the log of a gateway is to whoever takes blocks: called in the database transaction that stores the position. */
type BlockLog = Log & { append(database: unknown, entries: readonly LogEntry[]): Promise<void> };

/**
 * Custodians and collectors of a home. The collector stands still in the database transaction of the first block that has a
 * receipt of its own: the ledger has its effect, and its position is not stored yet. `node collector.js HOME`
 */
async function main(home: string): Promise<void> {
  const runtime = await openRuntime({ home, workers: false });
  const { ledger, log } = runtime.gatewayOf(FOREIGN_EXCHANGE);
  const sent = sentReceipts(ledger);
  const append = (log as BlockLog).append.bind(log);
  Object.assign(log, {
    append: async (database, entries) => {
      await append(database, entries);
      const keys = entries.map(({ key }) => Buffer.from(key, 'base64url').toString('utf8'));
      const stored = [...sent].find((id) => keys.some((key) => key.includes(id)));
      if (stored !== undefined) standStill(stored);
    },
  } satisfies Partial<BlockLog>);
  for (const { workers } of runtime.gateways) workers.start();
}

/** Readings whose receipt was submitted: filled as the collector works. */
function sentReceipts(ledger: Ledger): ReadonlySet<string> {
  const sent = new Set<string>();
  const submit = ledger.submit.bind(ledger);
  Object.assign(ledger, {
    submit: (...args) => {
      const { payload } = parseAct(args[0].jws);
      if (payload.act === 'reading.receive') sent.add(payload.target);
      return submit(...args);
    },
  } satisfies Partial<Ledger>);
  return sent;
}

const [home = ''] = process.argv.slice(2);
await main(home);
