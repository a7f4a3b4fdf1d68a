import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@onceledger/chaincode/domain';
import { replaceFolder } from '../identity/replace-folder.js';
import { binariesIn, type Binaries } from './binaries.js';
import { fabricCache } from './binaries-cache.js';
import { openArchive, type ArchiveSource } from './archive-source.js';
import { archiveAddress, archiveName, ownPlatform, verifiedDigest } from './releases.js';
import { unpack } from './unpack.js';

export interface InstallOptions {
  readonly version: string;
  /** An address, a file or a folder; the origin where absent. */
  readonly from?: string;
  /** SHA-256 in hex that the user vouches for; otherwise the one that was verified against the origin. */
  readonly sha256?: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Bytes; the total is undefined where nobody says. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

export interface Installed {
  readonly binaries: Binaries;
  readonly folder: string;
  readonly sha256: string;
  /** It was there before. */
  readonly present: boolean;
}

/** In the folder of a release: digest of the archive from which it was unpacked. */
const DIGEST = 'archive.sha256';
const MOST = 1024 * 1024 * 1024;

/**
 * Gets an archive of a release into the user's cache: whole, verified before anything of it is unpacked, and put into place
 * at the end. DIGEST_UNKNOWN, DOWNLOAD_FAILED, FILE_UNREADABLE, ARCHIVE_INVALID, FABRIC_VERSION.
 */
export async function installFabric(options: InstallOptions): Promise<Installed> {
  const { version, environment } = options;
  const sha256 = expectedDigest(options);
  const folder = join(fabricCache(environment), version);
  const known = await readFile(join(folder, DIGEST), 'utf8').catch(() => undefined);
  const present = known?.trim() === sha256;
  if (!present) {
    await mkdir(fabricCache(environment), { recursive: true, mode: 0o700 });
    await replaceFolder(folder, (draft) => fill(draft, options, sha256));
  }
  const binaries = await binariesIn([join(folder, 'bin')], { environment });
  return { binaries, folder, sha256, present };
}

function expectedDigest({ version, sha256 }: InstallOptions): string {
  const digest = sha256?.toLowerCase() ?? verifiedDigest(version, ownPlatform());
  if (digest !== undefined) return digest;
  const name = archiveName(version, ownPlatform());
  throw fail('DIGEST_UNKNOWN', `this version of onceledger has no verified SHA-256 of ${name}`);
}

async function fill(draft: string, options: InstallOptions, sha256: string): Promise<void> {
  const { version, from, environment } = options;
  const archive = join(draft, 'archive.tar.gz');
  const name = archiveName(version, ownPlatform());
  const source = await openArchive(from ?? archiveAddress(version, ownPlatform()), name);
  const found = await keep(source, archive, options.onProgress);
  if (found !== sha256) throw fail('ARCHIVE_INVALID', `its SHA-256 is ${found}, not ${sha256}`);
  await unpack(archive, draft);
  await rm(archive);
  const { version: told } = await binariesIn([join(draft, 'bin')], { environment });
  if (told !== version) throw fail('FABRIC_VERSION', `the archive has Fabric ${told}, not ${version}`);
  await writeFile(join(draft, DIGEST), `${sha256}\n`);
}

/** @returns the SHA-256 of what was written */
async function keep(
  { bytes, size }: ArchiveSource,
  file: string,
  onProgress: InstallOptions['onProgress'],
): Promise<string> {
  await using target = await open(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of bytes) {
    done += chunk.length;
    if (done > MOST) throw fail('ARCHIVE_INVALID', `it has more than ${MOST} bytes`);
    hash.update(chunk);
    await target.appendFile(chunk);
    onProgress?.(done, size);
  }
  return hash.digest('hex');
}
