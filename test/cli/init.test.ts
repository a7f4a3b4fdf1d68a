import { initHome } from '@onceledger/cli/runtime';
import { DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM, layout } from '@onceledger/cli/home';
import { NodeStorage } from '@onceledger/network/embedded';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { json, jsonError, once, withFolder } from '../support/cli.js';
import { FailingStorage } from '../support/failing-storage.js';
import { withHome } from '../support/home.js';
import { refused } from '../support/refused.js';

const BIN = fileURLToPath(new URL('../../../cli/bin/once.js', import.meta.url));

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('once init', function () {
  this.timeout(120_000);

  it('makes a home with the layout that is written down', () =>
    withHome(async (home) => {
      const places = layout(home);
      expect((await readFile(places.format, 'utf8')).trim()).to.equal('1');
      const names = await readdir(home);
      expect(names).to.include.members([
        'catalogue',
        'consortium.yaml',
        'format',
        'ledger',
        'organizations',
        'trust.json',
      ]);
      for (const id of ['market-regulation', 'tax', 'commerce', 'foreign-exchange', 'government-affairs'])
        expect(await readdir(places.organization(id))).to.include.members([
          'gateway.db',
          'keys',
          'msp',
          'wallet',
        ]);
      expect(await readdir(places.catalogue)).to.deep.equal(await readdir(DEFAULT_CATALOGUE));
    }));

  it('says what failed where the ledger stops on the way, and leaves nothing behind', () =>
    withFolder(async (folder) => {
      const storage = new FailingStorage(new NodeStorage(folder));
      const made = initHome({
        home: path.join(folder, 'home'),
        onProgress: () => {
          storage.fail('sync');
        },
        storage,
      });
      await refused('STORAGE_FAILED', made);
      expect(await readdir(folder)).to.deep.equal([]);
    }));

  it('lets nobody but the owner read a private key', () =>
    withHome(async (home) => {
      const secret = (await filesUnder(home)).filter((file) =>
        /[/\\](keys|keystore|wallet|ca)[/\\]/.test(file),
      );
      expect(secret.length).to.be.greaterThan(10);
      for (const file of secret) {
        if (file.endsWith('.pem') && !file.includes('keystore')) continue;
        expect((await stat(file)).mode & 0o077, file).to.equal(0);
      }
    }));

  it("puts each organization's identity into a wallet that fabric-network reads", () =>
    withHome(async (home) => {
      const { Wallets } = await import('fabric-network');
      const wallet = await Wallets.newFileSystemWallet(layout(home).wallet('tax'));
      expect(await wallet.list()).to.deep.equal(['gateway']);
      expect(await wallet.get('gateway')).to.include({ mspId: 'tax', type: 'X.509' });
    }));

  it('puts the whole catalogue into effect', () =>
    withHome(async (home) => {
      const entries = json(await once(['catalogue', 'list', '--json', '--home', home])) as {
        status: string;
      }[];
      expect(entries).to.have.length((await readdir(DEFAULT_CATALOGUE)).length);
      expect(new Set(entries.map(({ status }) => status))).to.deep.equal(new Set(['effective']));
    }));

  it('refuses a folder that has something in it, and leaves it alone', () =>
    withFolder(async (folder) => {
      await writeFile(path.join(folder, 'mine'), 'x');
      const result = await once(['init', '--home', folder, '--json']);
      expect(result.code).to.equal(78);
      expect(jsonError(result).code).to.equal('HOME_EXISTS');
      const file = await once(['init', '--home', path.join(folder, 'mine'), '--json']);
      expect(jsonError(file).code).to.equal('HOME_EXISTS');
      expect(await readdir(folder)).to.deep.equal(['mine']);
    }));

  it('leaves nothing behind where there is no such catalogue', () =>
    withFolder(async (folder) => {
      for (const command of [['init'], ['network', 'up']]) {
        const words = [...command, '--home', path.join(folder, 'home'), '--catalogue', 'none', '--json'];
        const result = await once(words, { cwd: folder });
        expect(jsonError(result).code, command.join(' ')).to.equal('FILE_UNREADABLE');
        expect(await readdir(folder)).to.deep.equal([]);
      }
    }));

  it('leaves nothing behind where the consortium is not valid', () =>
    withFolder(async (folder) => {
      const template = await readFile(DEFAULT_CONSORTIUM, 'utf8');
      const bad: readonly (readonly [string, string])[] = [
        ['not YAML', 'a: ['],
        ['not an object', '[]'],
        ['an unknown member', `${template}\nextra: 1\n`],
        ['a host that there is not', template.replace('organization: tax', 'organization: taxes')],
        ['no supervisor', template.replace('role: supervisor', 'role: auditor')],
      ];
      for (const [what, text] of bad) {
        await writeFile(path.join(folder, 'c.yaml'), text);
        const result = await once(['init', '--consortium', 'c.yaml', '--json'], { cwd: folder });
        expect(result.code, what).to.equal(78);
        expect(jsonError(result).code, what).to.equal('CONFIGURATION_INVALID');
        expect(await readdir(folder), what).to.deep.equal(['c.yaml']);
      }
    }));

  it('leaves nothing behind where the last catalogue entry is not valid', () =>
    withFolder(async (folder) => {
      const catalogue = path.join(folder, 'catalogue');
      await cp(DEFAULT_CATALOGUE, catalogue, { recursive: true });
      const file = path.join(catalogue, 'register-for-tax.yaml');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('asks: []', 'asks: [{ element: enterprise-name }]'));
      const result = await once(['init', '--catalogue', 'catalogue', '--json'], { cwd: folder });
      expect(jsonError(result).code).to.equal('ASKS_AGAIN');
      expect(result.code).to.equal(21);
      expect(await readdir(folder)).to.deep.equal(['catalogue']);
    }));

  it('leaves a whole home or none, whenever it is killed', () =>
    withFolder(async (folder) => {
      for (const [index, delay] of [300, 900, 1500, 2200, 3000].entries()) {
        const home = path.join(folder, `home-${index}`);
        const child = spawn(process.execPath, [BIN, 'init', '--home', home], { stdio: 'ignore' });
        const ended = new Promise((resolve) => child.once('exit', resolve));
        await Promise.race([ended, pause(delay)]);
        child.kill('SIGKILL');
        await ended;
        const names = await readdir(folder);
        if (names.includes(`home-${index}`)) {
          const status = await once(['ledger', 'status', '--json', '--home', home]);
          expect(status.code).to.equal(0);
        } else {
          const audit = await once(['audit', '--json', '--home', home]);
          expect(jsonError(audit).code).to.equal('HOME_MISSING');
        }
        for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
      }
    }));

  it('says that a folder cannot be written to', async function () {
    if (process.getuid?.() === 0) {
      console.log('      (root may write everywhere: skipped)');
      this.skip();
    }
    await withFolder(async (folder) => {
      const closed = path.join(folder, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o500);
      const result = await once(['init', '--home', path.join(closed, 'home'), '--json']);
      expect(jsonError(result).code).to.equal('FILE_UNREADABLE');
    });
  });

  it('takes an empty folder as the place', () =>
    withFolder(async (folder) => {
      const home = path.join(folder, 'home');
      await mkdir(home);
      await initHome({ home });
      expect(await readdir(home)).to.include('format');
      expect(await readdir(folder)).to.deep.equal(['home']);
    }));
});
