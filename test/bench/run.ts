import { parseArgs } from 'node:util';
import { benchAudit } from './audit.js';
import { benchDeclare } from './declare.js';
import { FABRIC_BENCHES } from './fabric/run.js';
import { benchGrowth } from './growth.js';
import { isMet, line, type Measured } from './report.js';
import { benchSealing } from './sealing.js';

type Benches = Readonly<Record<string, () => Promise<readonly Measured[]>>>;
const EMBEDDED_BENCHES: Benches = {
  declare: benchDeclare,
  audit: benchAudit,
  growth: benchGrowth,
  sealing: benchSealing,
};

/** `npm run bench -- [--ledger fabric] [name…]`; docs/benchmarks.md. @returns how many bounds were missed */
async function main(): Promise<number> {
  const { positionals: asked, values } = parseArgs({
    allowPositionals: true,
    options: { ledger: { default: 'embedded', type: 'string' } },
  });
  const benches = benchesOf(values.ledger);
  const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0)
    throw new Error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  let missed = 0;
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stdout.write(`== ${name}\n`);
    for (const measured of await bench()) {
      process.stdout.write(`${line(measured)}\n`);
      if (!isMet(measured)) missed += 1;
    }
  }
  return missed;
}

function benchesOf(ledger: string): Benches {
  if (ledger === 'embedded') return EMBEDDED_BENCHES;
  if (ledger === 'fabric') return FABRIC_BENCHES;
  throw new Error(`no ledger ${ledger}; there are embedded, fabric`);
}

try {
  process.exitCode = (await main()) > 0 ? 1 : 0;
} catch (error) {
  // Uncaught, it would end in fabric-shim's logger, which says nothing of it.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
