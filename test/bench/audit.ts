import { audit, auditBlocks } from '@onceledger/gateway';
import { consortiumDigest } from '@onceledger/network';
import { measureCosts, median, type Costs } from './costs.js';
import type { Measured } from './report.js';
import { inFlight, newBenchLedger, type BenchLedger } from './world.js';

const DECLARATIONS = 10_000;
const REPEATS = 3;

/** A whole chain of single declarations, verified from its first block, against the cost of its signatures and hashes. */
export async function benchAudit(): Promise<readonly Measured[]> {
  const bench = await newBenchLedger();
  try {
    await inFlight(200, bench.prepare(DECLARATIONS), (act) => bench.ledger.submit(act));
    const runs: { readonly seconds: number; readonly ratio: number }[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) runs.push(await oneRun(bench));
    return [
      { name: 'audit of 10,000 declarations', unit: 's', value: median(runs.map(({ seconds }) => seconds)) },
      {
        bound: { atLeast: 0.5 },
        name: 'limit of its signatures and hashes ÷ audit',
        runs: runs.map(({ ratio }) => ratio),
        unit: '',
        value: median(runs.map(({ ratio }) => ratio)),
      },
    ];
  } finally {
    await bench.close();
  }
}

async function oneRun({
  ledger,
  runtime,
}: BenchLedger): Promise<{ readonly seconds: number; readonly ratio: number }> {
  const before = await measureCosts();
  const begin = process.hrtime.bigint();
  const report = await audit({
    blocks: auditBlocks(ledger),
    consortium: consortiumDigest(runtime.consortium),
    ledger: ledger.id,
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const after = await measureCosts();
  if (report.findings.length > 0) throw new Error(`the audit found ${report.findings.length} things`);
  const verifications = report.signatures.organizations + report.signatures.acts;
  const cost = (name: keyof Costs): number => (before[name] + after[name]) / 2;
  const limit = verifications * cost('verify') + report.hashes * cost('hash') + report.bytes * cost('byte');
  return { ratio: limit / 1e6 / seconds, seconds };
}
