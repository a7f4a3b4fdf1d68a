import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withSession, type CliSession } from '../support/cli-session.js';

const BIN = fileURLToPath(new URL('../../../cli/bin/once.js', import.meta.url));
const ONE = fictionalEnterprise(31, 1);
const LICENCE = `business-licence.${ONE.uscc}`;
const server = (session: CliSession): string => path.join(session.home, 'ledger', 'server.json');

/** Another process that serves the ledger, for the time of the call. */
async function whileServed<T>(session: CliSession, use: (child: ChildProcess) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [BIN, 'ledger', 'serve', '--home', session.home], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  try {
    while (!existsSync(server(session)) && child.exitCode === null) await pause(100);
    return await use(child);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

describe('a ledger that another process serves', function () {
  this.timeout(300_000);

  it('is used through that process, its workers answer', () =>
    withSession(async (session) => {
      await session.write('licence.json', ONE.licence);
      await whileServed(session, async () => {
        expect(await session.ok('ledger status')).to.include({ served: true });
        await session.enrol(ONE);
        await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
        const attested = await session.ok(`attest ${LICENCE} --as market-regulation --register licence.json`);
        expect(attested['status']).to.equal('attested');
        const { application } = await session.ok(`apply register-for-tax --as ${ONE.uscc}`);
        const read = `read ${LICENCE} --as tax --item register-for-tax --case ${String(application)}`;
        const collected = await session.ok(`${read} --claims name,bankAccount`);
        expect(collected['claims']).to.have.property('bankAccount');
        expect(await session.refused(`${read} --claims contributions`)).to.deep.equal([
          'READING_REFUSED',
          77,
        ]);
        expect(await session.run(`journal --declarant ${ONE.uscc}`)).to.include({ code: 0 });
        await session.ok(`receipt ${LICENCE} --out receipt.json`);
        await session.ok('verify receipt.json');
        expect(await session.refused('ledger serve')).to.deep.equal(['LEDGER_LOCKED', 69]);
      });
      expect(existsSync(server(session))).to.equal(false);
      expect(await session.ok('ledger status')).to.include({ served: false });
      expect((await session.ok('audit'))['findings']).to.deep.equal([]);
    }));

  it('is opened again after that process was killed', () =>
    withSession(async (session) => {
      await whileServed(session, async (child) => {
        child.kill('SIGKILL');
        while (child.signalCode === null) await pause(50);
      });
      expect(existsSync(server(session))).to.equal(true);
      expect(await session.ok('ledger status')).to.include({ served: false });
    }));

  it('is LEDGER_LOCKED with the pid where that process has it and offers no server, or a wrong one', () =>
    withSession(async (session) => {
      await whileServed(session, async (child) => {
        await rm(server(session));
        const without = await session.run('audit');
        expect(without.code).to.equal(69);
        expect(without.stderr).to.contain('LEDGER_LOCKED').and.to.contain(String(child.pid));
        const wrong = {
          pid: child.pid,
          ledger: `once:${'A'.repeat(43)}`,
          tlsRoot: '',
          peers: {},
          orderer: '127.0.0.1:1',
        };
        await writeFile(server(session), JSON.stringify(wrong));
        expect(await session.refused('audit')).to.deep.equal(['LEDGER_LOCKED', 69]);
      });
    }));
});

describe('a home under a passphrase', function () {
  this.timeout(300_000);

  it('opens with it, and with nothing else', () =>
    withSession(async (session) => {
      await session.write('secret', 'correct horse\n');
      await session.write('wrong', 'battery staple\n');
      const sealed = path.join(session.folder, 'sealed');
      const under = (file: string): string => `--home ${sealed} --passphrase-file ${file}`;
      await session.ok(`init ${under('secret')}`);
      const enrol = `declarant enrol --uscc ${ONE.uscc} --name ${ONE.name} --vouch-as market-regulation`;
      expect(await session.refused(`${enrol} ${under('wrong')}`)).to.deep.equal(['PASSPHRASE_WRONG', 78]);
      expect((await session.refused(`${enrol} --home ${sealed}`))[1]).to.equal(78);
      await session.ok(`${enrol} ${under('secret')}`);
      expect(await session.refused(`audit ${under('missing')}`)).to.deep.equal(['FILE_UNREADABLE', 65]);
    }));
});
