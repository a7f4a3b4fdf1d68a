import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail } from '@onceledger/chaincode/domain';
import type { FabricSeries } from './topology.js';

const run = promisify(execFile);
/** Milliseconds: the first start of a program can be slow where it is scanned. */
const PATIENCE = 20_000;

/** What `<program> version` prints. FABRIC_VERSION where it is no release, or does not run here. */
export async function versionOf(program: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await run(program, ['version'], { env: environment, timeout: PATIENCE }).catch(
    (cause: unknown) => {
      const { code = 'no version' } = cause as { code?: string | number | null };
      throw fail('FABRIC_VERSION', { detail: `${program} does not run here (${code ?? 'timeout'})`, cause });
    },
  );
  const version = /^\s*Version:\s*v?([0-9]+\.[0-9]+\.[0-9]+)\s*$/m.exec(stdout)?.[1];
  if (version === undefined) throw fail('FABRIC_VERSION', `${program} does not tell a version of a release`);
  return version;
}

/** 2.5 has the Gateway service and purges private data; 3.1 and later 3.x behave alike, 3.0 was never supported. */
export function seriesOf(version: string): FabricSeries {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 2 && minor === 5) return '2.5';
  if (major === 3 && minor >= 1) return '3.1';
  throw fail('FABRIC_VERSION', `Fabric ${version} is neither 2.5 nor 3.1 or a later 3.x`);
}
