/**
 * Loaded by every chaincode process before anything else: the process itself tells what it runs, once, in a file beside its
 * keys. A package of chaincode as a service binds no code, so nothing else could tell.
 */
import { writeFileSync } from 'node:fs';
import { buildDigest } from './build-digest.js';

const file = process.env['ONCE_PROCESS_REPORT'];
if (file !== undefined) {
  const report = { build: buildDigest(process.cwd()), node: process.versions.node, pid: process.pid };
  writeFileSync(file, `${JSON.stringify(report)}\n`, { mode: 0o600 });
}
