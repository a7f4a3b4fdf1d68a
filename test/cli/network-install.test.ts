import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json, jsonError, once, withFolder } from '../support/cli.js';
import { archiveOf, releaseEntries, sha256Of } from '../support/fake-archive.js';

describe('once network install', () => {
  const run = (folder: string, argv: string) =>
    once(['network', 'install', ...argv.split(' ').filter((word) => word !== ''), '--json'], {
      cwd: folder,
      env: { XDG_CACHE_HOME: folder, PATH: folder },
    });

  it('installs from an archive brought along, against the digest that the user names', () =>
    withFolder(async (folder) => {
      const archive = await archiveOf(releaseEntries('2.5.16'));
      await writeFile(path.join(folder, 'fabric.tar.gz'), archive);
      const argv = `--fabric-version 2.5.16 --from fabric.tar.gz --sha256 ${sha256Of(archive).toUpperCase()}`;
      const made = {
        folder: path.join(folder, 'onceledger', 'fabric', '2.5.16'),
        sha256: sha256Of(archive),
        version: '2.5.16',
      };
      expect(json(await run(folder, argv))).to.deep.equal({ ...made, present: false });
      expect(json(await run(folder, argv))).to.deep.equal({ ...made, present: true });
    }));

  it('demands --sha256 for an archive whose digest nobody has compared with the origin', () =>
    withFolder(async (folder) => {
      const result = await run(folder, '--fabric-version 3.1.99');
      expect(result.code).to.equal(78);
      expect(jsonError(result)).to.include({ code: 'DIGEST_UNKNOWN' });
      expect(result.stderr).to.contain('--sha256');
    }));

  for (const argv of ['--fabric-version 3.1', '--fabric-version ../3.1.5', '--sha256 abc'])
    it(`refuses ${argv}`, () =>
      withFolder(async (folder) => {
        expect(jsonError(await run(folder, argv))).to.include({ code: 'USAGE', exit: 64 });
      }));
});
