import { fail } from '@onceledger/chaincode/domain';
import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '../context.js';
import { withRuntime } from '../session.js';

export interface HomeCheck {
  readonly name: 'node' | 'home' | 'keys' | 'disk' | 'ledger' | 'certificates';
  /** What was found, in English; throws where something is wrong. */
  readonly look: (context: Context) => Promise<string>;
}

/** In order: the first that fails makes the others pointless. */
export const CHECKS: readonly HomeCheck[] = [
  { name: 'node', look: () => Promise.resolve(nodeVersion()) },
  { name: 'home', look: homeIsWhole },
  { name: 'keys', look: keysAreClosed },
  { name: 'disk', look: diskHasRoom },
  { name: 'ledger', look: ledgerOpens },
  { name: 'certificates', look: certificatesLast },
];

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw fail('CONFIGURATION_INVALID', `Node ${process.versions.node} is older than 20.19`);
  return process.versions.node;
}

async function homeIsWhole(context: Context): Promise<string> {
  const { readHome } = await import('./read-home.js');
  const { consortium } = await readHome(context.home);
  return `${context.home}: ${consortium.organizations.length} organizations, ${consortium.agencies.length} agencies`;
}

/** Private keys are for their owner alone: 0600. */
async function keysAreClosed({ home }: Context): Promise<string> {
  const files = (await filesUnder(home)).filter((file) => /(^|[/\\])(keys|keystore|wallet)[/\\]/.test(file));
  for (const file of files) {
    const { mode } = await stat(path.join(home, file));
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw fail('CONFIGURATION_INVALID', `${file} can be read by others: chmod 600`);
  }
  return `${files.length} files`;
}

const DAYS = 30;

async function certificatesLast({ home }: Context): Promise<string> {
  const { expiringWithin } = await import('@onceledger/network/identity');
  const ending = await expiringWithin(home, DAYS);
  if (ending.length > 0)
    throw fail(
      'CONFIGURATION_INVALID',
      ending.map(({ file, notAfter }) => `${file}: ${notAfter.toISOString()}`).join('; '),
    );
  return `${DAYS} days`;
}

async function filesUnder(home: string): Promise<readonly string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)));
}

const ROOM = 256 * 1024 * 1024;

async function diskHasRoom({ home }: Context): Promise<string> {
  const { bavail, bsize } = await statfs(home);
  if (bavail * bsize < ROOM) throw fail('STORAGE_FULL', 'less than 256 MiB are free');
  return `${Math.floor((bavail * bsize) / 1024 / 1024)} MiB`;
}

function ledgerOpens(context: Context): Promise<string> {
  return withRuntime(context, async (runtime) => {
    const findings = (
      await Promise.all(runtime.gateways.map(({ readModel }) => readModel.findings()))
    ).flat();
    if (findings.length > 0) throw fail('AUDIT_FAILED', `${findings.length} findings: run once audit`);
    const stuck = (await Promise.all(runtime.gateways.map(({ workers }) => workers.stuck()))).flat();
    if (stuck.length > 0)
      throw fail('STATE_CONFLICT', stuck.map(({ task, code }) => `${task}: ${code}`).join('; '));
    return `height ${String(runtime.platform.readModel.position())}`;
  });
}
