import { findBinaries } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withFolder } from '../support/cli.js';
import { fakeBinaries } from '../support/fake-binaries.js';
import { refused } from '../support/refused.js';

describe("Fabric's programs", () => {
  it('are taken from FABRIC_BIN before PATH', () =>
    withFolder(async (folder) => {
      const named = await fakeBinaries(path.join(folder, 'named'), '3.1.5');
      const onPath = await fakeBinaries(path.join(folder, 'path'), '2.5.16');
      const found = await findBinaries({ environment: { FABRIC_BIN: named, PATH: onPath } });
      expect(found).to.include({ version: '3.1.5', series: '3.1' });
      expect(found.path('osnadmin')).to.equal(path.join(named, 'osnadmin'));
    }));

  it('are missing where FABRIC_BIN lacks one, although PATH has it', () =>
    withFolder(async (folder) => {
      const named = await fakeBinaries(path.join(folder, 'named'), '3.1.5', { osnadmin: undefined });
      const onPath = await fakeBinaries(path.join(folder, 'path'), '3.1.5');
      const error = await refused(
        'FABRIC_MISSING',
        findBinaries({ environment: { FABRIC_BIN: named, PATH: onPath } }),
      );
      expect(error.detail).to.contain('osnadmin').and.to.contain(named);
    }));

  it('are taken from PATH, then from the cache, newest first and of the series asked for', () =>
    withFolder(async (folder) => {
      const environment = { PATH: path.join(folder, 'path'), XDG_CACHE_HOME: folder };
      const cached = (version: string) =>
        fakeBinaries(path.join(folder, 'onceledger/fabric', version, 'bin'), version);
      await cached('3.1.9');
      const newest = await cached('3.1.10');
      await cached('2.5.16');
      expect((await findBinaries({ environment })).path('peer')).to.equal(path.join(newest, 'peer'));
      expect(await findBinaries({ environment, series: '2.5' })).to.include({ version: '2.5.16' });
      await fakeBinaries(environment.PATH, '3.1.5');
      expect(await findBinaries({ environment })).to.include({ version: '3.1.5' });
      expect(await findBinaries({ environment, series: '2.5' })).to.include({ version: '2.5.16' });
    }));

  it('are missing where there are none', () =>
    withFolder(async (folder) => {
      const environment = { PATH: folder, XDG_CACHE_HOME: folder };
      await refused('FABRIC_MISSING', findBinaries({ environment }));
    }));

  for (const version of ['2.4.9', '2.2.20', '3.0.0', '4.0.0', '3.1.5-beta', 'latest'])
    it(`are refused where of version ${version}`, () =>
      withFolder(async (folder) => {
        await fakeBinaries(folder, version);
        await refused('FABRIC_VERSION', findBinaries({ environment: { FABRIC_BIN: folder } }));
      }));

  for (const [version, series] of [
    ['2.5.0', '2.5'],
    ['3.1.0', '3.1'],
    ['3.2.1', '3.1'],
  ])
    it(`are accepted where of version ${version!}`, () =>
      withFolder(async (folder) => {
        await fakeBinaries(folder, version!);
        expect(await findBinaries({ environment: { FABRIC_BIN: folder } })).to.include({ version, series });
      }));

  it('are refused where peer and orderer differ, or another series is asked for', () =>
    withFolder(async (folder) => {
      const mixed = await fakeBinaries(path.join(folder, 'mixed'), '3.1.5', { orderer: '3.1.4' });
      await refused('FABRIC_VERSION', findBinaries({ environment: { FABRIC_BIN: mixed } }));
      const old = await fakeBinaries(path.join(folder, 'old'), '2.5.16');
      await refused('FABRIC_VERSION', findBinaries({ environment: { FABRIC_BIN: old }, series: '3.1' }));
    }));

  it('are refused where they do not run here', () =>
    withFolder(async (folder) => {
      await fakeBinaries(folder, '3.1.5');
      await writeFile(path.join(folder, 'peer'), Buffer.from([0x7f, 0x45, 0x4c, 0x46]), { mode: 0o755 });
      await refused('FABRIC_VERSION', findBinaries({ environment: { FABRIC_BIN: folder } }));
    }));
});
