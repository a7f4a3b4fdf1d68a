import {
  archiveAddress,
  archiveName,
  findBinaries,
  installFabric,
  ownPlatform,
  RELEASES,
  UNVERIFIED,
} from '@onceledger/network/fabric';
import { expect } from 'chai';
import { access, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withFolder } from '../support/cli.js';
import {
  archiveOf,
  releaseEntries,
  sha256Of,
  withServer,
  type ArchiveEntry,
} from '../support/fake-archive.js';
import { refused } from '../support/refused.js';

const VERSION = '3.1.5';
const whole = await archiveOf(releaseEntries(VERSION));

const options = (folder: string, from: string, sha256 = sha256Of(whole)) => ({
  version: VERSION,
  from,
  sha256,
  environment: { XDG_CACHE_HOME: folder, PATH: folder },
});

/** What the cache holds afterwards. */
const cached = (folder: string) => readdir(path.join(folder, 'onceledger', 'fabric')).catch(() => []);

describe('installing a release of Fabric', () => {
  it('gets it from a server once, tells how far it is, and is found from then on', () =>
    withFolder((folder) =>
      withServer(whole, async (address, requests) => {
        const told: [number, number | undefined][] = [];
        const asked = {
          ...options(folder, `${address}/archive`),
          onProgress: (done: number, total?: number) => told.push([done, total]),
        };
        const first = await installFabric(asked);
        expect(first).to.include({ present: false, sha256: sha256Of(whole) });
        expect(told.at(-1)).to.deep.equal([whole.length, whole.length]);
        const found = await findBinaries({ environment: asked.environment });
        expect(found.version).to.equal(VERSION);
        expect(found.path('peer')).to.equal(path.join(first.folder, 'bin', 'peer'));
        expect(await readdir(first.folder)).to.have.members(['archive.sha256', 'bin', 'config']);
        expect((await stat(path.join(first.folder, 'config', 'core.yaml'))).mode & 0o111).to.equal(0);

        expect(await installFabric(asked)).to.include({ present: true });
        expect(requests).to.deep.equal(['/archive']);
      }),
    ));

  for (const kind of ['file', 'folder'])
    it(`takes it from a ${kind}`, () =>
      withFolder(async (folder) => {
        const file = path.join(folder, archiveName(VERSION, ownPlatform()));
        await writeFile(file, whole);
        const installed = await installFabric(options(folder, kind === 'file' ? file : folder));
        expect(installed.binaries.version).to.equal(VERSION);
        await access(file);
      }));

  it('demands a digest where none was compared with the origin', () =>
    withFolder(async (folder) => {
      const unpinned = {
        version: '3.1.99',
        from: folder,
        environment: { XDG_CACHE_HOME: folder },
      };
      const error = await refused('DIGEST_UNKNOWN', installFabric(unpinned));
      expect(error.detail).to.contain('3.1.99.tar.gz');
      expect(await cached(folder)).to.deep.equal([]);
    }));

  it('names only digests that are whole, and says which nobody has compared', () => {
    for (const { version, sha256 } of RELEASES)
      for (const digest of Object.values(sha256))
        expect(digest === UNVERIFIED || /^[0-9a-f]{64}$/.test(digest), version).to.equal(true);
  });

  it('asks the origin by version and platform', () => {
    expect(archiveAddress('2.5.16', 'darwin-arm64')).to.equal(
      'https://github.com/hyperledger/fabric/releases/download/v2.5.16/hyperledger-fabric-darwin-arm64-2.5.16.tar.gz',
    );
  });

  it('leaves nothing behind where the digest is another, and what was there before', () =>
    withFolder((folder) =>
      withServer(whole, async (address) => {
        const from = `${address}/archive`;
        const other = sha256Of(Buffer.from('another'));
        const error = await refused('ARCHIVE_INVALID', installFabric(options(folder, from, other)));
        expect(error.detail).to.contain(sha256Of(whole)).and.to.contain(other);
        expect(await cached(folder)).to.deep.equal([]);
        await installFabric(options(folder, from));
        await refused('ARCHIVE_INVALID', installFabric(options(folder, from, other)));
        expect(await cached(folder)).to.deep.equal([VERSION]);
        expect(await installFabric(options(folder, from))).to.include({ present: true });
      }),
    ));

  for (const [what, at] of [
    ['a download that stops halfway', '/half'],
    ['what the server does not have', '/missing'],
    ['a folder of the server without it', '/folder/'],
  ] as const)
    it(`keeps nothing of ${what}`, () =>
      withFolder((folder) =>
        withServer(whole, async (address) => {
          await refused('DOWNLOAD_FAILED', installFabric(options(folder, `${address}${at}`)));
          expect(await cached(folder)).to.deep.equal([]);
        }),
      ));

  it('says that nobody listens there', () =>
    withFolder(async (folder) => {
      const address = await withServer(whole, (stopped) => Promise.resolve(`${stopped}/archive`));
      await refused('DOWNLOAD_FAILED', installFabric(options(folder, address)));
    }));

  it('says that the file is not there, or none', () =>
    withFolder(async (folder) => {
      await refused('FILE_UNREADABLE', installFabric(options(folder, path.join(folder, 'none'))));
      await refused('FILE_UNREADABLE', installFabric(options(folder, folder)));
    }));
});

const OUTSIDE: readonly (readonly [string, ArchiveEntry])[] = [
  ['a step upwards', { name: '../outside', content: 'x' }],
  ['a step upwards inside', { name: 'bin/../../outside', content: 'x' }],
  ['an absolute path', { name: '/tmp/outside', content: 'x' }],
  ['a backslash', { name: 'bin\\..\\..\\outside', content: 'x' }],
  ['a symbolic link', { name: 'bin/link', type: 'symlink', linkname: '/etc' }],
  ['a hard link', { name: 'bin/link', type: 'link', linkname: 'bin/peer' }],
  ['a device', { name: 'bin/device', type: 'character-device' }],
  ['a file twice', { name: 'bin/peer', content: 'x' }],
];

describe('an archive of a release', () => {
  const refuses = (bytes: Buffer, code: Parameters<typeof refused>[0]) =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'archive');
      await writeFile(file, bytes);
      await refused(code, installFabric(options(folder, file, sha256Of(bytes))));
      expect(await cached(folder)).to.deep.equal([]);
      expect(await readdir(folder)).to.have.members(['archive', 'onceledger']);
    });

  for (const [what, entry] of OUTSIDE)
    it(`is refused with ${what}, though its digest is right`, async () =>
      refuses(await archiveOf([...releaseEntries(VERSION), entry]), 'ARCHIVE_INVALID'));

  it('is refused where it ends early', () => refuses(whole.subarray(0, -20), 'ARCHIVE_INVALID'));
  it('is refused where it is none', () => refuses(Buffer.from('no archive'), 'ARCHIVE_INVALID'));
  it('is refused with programs of another version', async () =>
    refuses(await archiveOf(releaseEntries('3.1.4')), 'FABRIC_VERSION'));
  it('is refused without a program', async () =>
    refuses(await archiveOf(releaseEntries(VERSION).slice(0, -2)), 'FABRIC_MISSING'));
});
