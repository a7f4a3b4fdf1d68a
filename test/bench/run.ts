import { benchAudit } from './audit.js';
import { benchDeclare } from './declare.js';
import { benchGrowth } from './growth.js';
import { benchSealing } from './sealing.js';
import { isMet, line, type Measured } from './report.js';

const BENCHES: Readonly<Record<string, () => Promise<readonly Measured[]>>> = {
  declare: benchDeclare,
  audit: benchAudit,
  growth: benchGrowth,
  sealing: benchSealing,
};

/** `npm run bench -- [name…]`; docs/benchmarks.md. Exit 1 where a bound is missed. */
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0)
  throw new Error(`no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
let missed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`== ${name}\n`);
  for (const measured of await bench()) {
    process.stdout.write(`${line(measured)}\n`);
    if (!isMet(measured)) missed += 1;
  }
}
process.exitCode = missed > 0 ? 1 : 0;
