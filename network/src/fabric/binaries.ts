import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fail } from '@onceledger/chaincode/domain';
import { cachedFolders } from './binaries-cache.js';
import { seriesOf, versionOf } from './binaries-version.js';
import type { FabricSeries } from './topology.js';

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

/**
 * In `FABRIC_BIN` alone where it is set; otherwise on PATH, then what `once network install` keeps, newest first.
 * FABRIC_MISSING, FABRIC_VERSION.
 */
export async function findBinaries(options: FindOptions = {}): Promise<Binaries> {
  const { environment = process.env } = options;
  const only = environment['FABRIC_BIN'];
  if (only !== undefined && only !== '') return binariesIn([only], options);
  const onPath = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  let refusal: unknown;
  for (const folders of [onPath, ...(await cachedFolders(environment)).map((folder) => [folder])])
    try {
      return await binariesIn(folders, options);
    } catch (error) {
      // A version that does not fit says more than that nothing is there.
      refusal = error;
    }
  throw refusal;
}

/** The programs in these folders and nowhere else. */
export async function binariesIn(
  folders: readonly string[],
  { series, environment = process.env }: FindOptions = {},
): Promise<Binaries> {
  const found = await Promise.all(PROGRAMS.map((program) => locate(program, folders)));
  const path = (program: Program): string => found[PROGRAMS.indexOf(program)] ?? program;
  const [version, other] = await Promise.all([
    versionOf(path('peer'), environment),
    versionOf(path('orderer'), environment),
  ]);
  if (version !== other)
    throw fail('FABRIC_VERSION', `${path('peer')} is ${version}, ${path('orderer')} is ${other}`);
  const own = seriesOf(version);
  if (series !== undefined && series !== own)
    throw fail('FABRIC_VERSION', `the network was made with Fabric ${series}, ${path('peer')} is ${version}`);
  return { version, series: own, path };
}

async function locate(program: Program, folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const file = join(folder, program);
    if (await isExecutable(file)) return file;
  }
  throw fail('FABRIC_MISSING', `${program} is not in ${folders.length === 1 ? String(folders[0]) : 'PATH'}`);
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
