import { arch, platform } from 'node:os';
import { fail } from '@onceledger/chaincode/domain';

/** Systems for which Fabric's releases have an archive and this product runs a network. */
const PLATFORMS = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64'] as const;
export type ReleasePlatform = (typeof PLATFORMS)[number];

export interface Release {
  /** `3.1.5`. */
  readonly version: string;
  /**
   * SHA-256 of each archive in lower-case hex, compared with its origin by whoever wrote it here; `unverified` where nobody
   * has: an archive is then installed only against a digest that its user names.
   */
  readonly sha256: Readonly<Record<ReleasePlatform, string>>;
}

export const UNVERIFIED = 'unverified';
const NONE_VERIFIED = {
  'linux-amd64': UNVERIFIED,
  'linux-arm64': UNVERIFIED,
  'darwin-amd64': UNVERIFIED,
  'darwin-arm64': UNVERIFIED,
} as const;

/** The releases with which the product is tested; the first is what `once network install` takes. */
export const RELEASES: readonly [Release, ...Release[]] = [
  { version: '3.1.5', sha256: NONE_VERIFIED },
  { version: '2.5.16', sha256: NONE_VERIFIED },
];

const ORIGIN = 'https://github.com/hyperledger/fabric/releases/download';

/** FABRIC_MISSING where there is no archive for this machine. */
export function ownPlatform(): ReleasePlatform {
  const name = `${platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;
  const found = PLATFORMS.find((one) => one === name);
  if (found === undefined) throw fail('FABRIC_MISSING', `Fabric's releases have no archive for ${name}`);
  return found;
}

export function archiveName(version: string, on: ReleasePlatform): string {
  return `hyperledger-fabric-${on}-${version}.tar.gz`;
}

export function archiveAddress(version: string, on: ReleasePlatform): string {
  return `${ORIGIN}/v${version}/${archiveName(version, on)}`;
}

/** The digest that was compared with the origin; undefined where none was. */
export function verifiedDigest(version: string, on: ReleasePlatform): string | undefined {
  const digest = RELEASES.find((release) => release.version === version)?.sha256[on];
  return digest === UNVERIFIED ? undefined : digest;
}
