import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findBinaries, PROGRAMS } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { json, once, withFolder } from '../support/cli.js';
import { archiveOf, sha256Of } from '../support/fake-archive.js';
import { needsFabric } from '../support/fabric-network.js';

describe('an archive with genuine programs of Fabric', function () {
  this.timeout(120_000);
  before(async function () {
    await needsFabric(this, 'installing from an archive');
  });

  it('is installed, and its programs are found where PATH has none', () =>
    withFolder(async (folder) => {
      const genuine = await findBinaries();
      const entries = PROGRAMS.map(async (program) => ({
        name: `bin/${program}`,
        mode: 0o755,
        content: await readFile(genuine.path(program)),
      }));
      const archive = await archiveOf(await Promise.all(entries));
      await writeFile(path.join(folder, 'archive.tar.gz'), archive);
      const env = { XDG_CACHE_HOME: folder, PATH: folder };
      const argv = `--fabric-version ${genuine.version} --from archive.tar.gz --sha256 ${sha256Of(archive)}`;
      const result = await once(['network', 'install', ...argv.split(' '), '--json'], { cwd: folder, env });
      expect(result.stderr).to.equal('');
      expect(json(result)).to.include({ version: genuine.version });

      const found = await findBinaries({ environment: env });
      expect(found.version).to.equal(genuine.version);
      expect(found.path('peer')).to.contain(folder);
      const said = execFileSync(found.path('orderer'), ['version'], { encoding: 'utf8' });
      expect(said).to.contain(genuine.version);
    }));
});
