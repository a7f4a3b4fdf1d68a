import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { fail } from '@onceledger/chaincode/domain';
import type { FabricSeries } from './topology.js';

const run = promisify(execFile);

/** Programs of Fabric that the product starts or calls. */
export const PROGRAMS = ['peer', 'orderer', 'osnadmin'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Fabric's programs on this machine, found and of a version that is supported. */
export interface Binaries {
  /** Full version as `peer version` prints it, `3.1.5`. */
  readonly version: string;
  readonly series: FabricSeries;
  /** Absolute path. */
  path(program: Program): string;
}

export interface FindOptions {
  /** What a network was made with; another series is refused. */
  readonly series?: FabricSeries;
  readonly environment?: NodeJS.ProcessEnv;
}

/** In `FABRIC_BIN`, where it is set, otherwise on PATH. FABRIC_MISSING, FABRIC_VERSION. */
export async function findBinaries(options: FindOptions = {}): Promise<Binaries> {
  const { environment = process.env, series } = options;
  const only = environment['FABRIC_BIN'];
  const folders = only === undefined || only === '' ? (environment['PATH'] ?? '').split(delimiter) : [only];
  const paths = new Map<Program, string>();
  for (const program of PROGRAMS) paths.set(program, await locate(program, folders));
  const path = (program: Program): string => paths.get(program) ?? program;
  const version = await versionOf(path('peer'));
  const found = seriesOf(version);
  if (series !== undefined && series !== found)
    throw fail('FABRIC_VERSION', `the network was made with Fabric ${series}, found is ${version}`);
  return { version, series: found, path };
}

async function locate(program: Program, folders: readonly string[]): Promise<string> {
  for (const folder of folders.filter((name) => name !== '')) {
    const file = join(folder, program);
    if (await isExecutable(file)) return file;
  }
  throw fail('FABRIC_MISSING', `${program} is not in ${folders.length === 1 ? String(folders[0]) : 'PATH'}`);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function versionOf(peer: string): Promise<string> {
  const { stdout } = await run(peer, ['version'], { timeout: 10_000 }).catch((cause: unknown) => {
    throw fail('FABRIC_VERSION', { detail: `${peer} does not tell its version`, cause });
  });
  const version = /Version:\s*v?([0-9]+\.[0-9]+\.[0-9]+)/.exec(stdout)?.[1];
  if (version === undefined) throw fail('FABRIC_VERSION', `${peer} does not tell its version`);
  return version;
}

function seriesOf(version: string): FabricSeries {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 2 && minor === 5) return '2.5';
  if (major === 3) return '3.1';
  throw fail('FABRIC_VERSION', `Fabric ${version} is neither 2.5 nor 3.x`);
}
