import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withSession, type CliSession } from '../support/cli-session.js';
import { json, jsonError, type CliResult } from '../support/cli.js';
import { withRuntime } from '../support/home.js';
import { generateRegister } from '../support/register.js';

const BIN = fileURLToPath(new URL('../../../cli/bin/once.js', import.meta.url));
const REAL =
  process.env['ONCE_REGISTER_CSV'] ??
  fileURLToPath(new URL('../../../../shared/data/shanghai-2002.csv', import.meta.url));

interface Report {
  readonly declared: number;
  readonly present: number;
  readonly rejected: number;
  readonly rows: readonly { readonly line: number; readonly code: string; readonly detail: string }[];
}
const importing = (csv: string, report = 'report.json'): string =>
  `import business-licence --as market-regulation --csv ${csv} --map enterprise-register --report ${report}`;

async function reported(session: CliSession): Promise<Report> {
  return JSON.parse(await readFile(path.join(session.folder, 'report.json'), 'utf8')) as Report;
}
const counts = (result: CliResult): readonly number[] => {
  const { declared, present, rejected } = json(result) as Report;
  return [declared, present, rejected];
};

/** Declarations of the type on the ledger; two of one declarant there cannot be, they would have one identifier. */
function declaredOn(home: string): Promise<number> {
  return withRuntime(home, async (runtime) => (await runtime.platform.readModel.counts()).declaration ?? 0);
}

/**
 * `kill -9` of ten imports in turn, each when a further tenth of the rows is on the ledger or as soon after as it is seen:
 * the block file's growth tells, since nobody else may open the ledger meanwhile.
 */
async function killAtTenPoints(session: CliSession, csv: string, rows: number): Promise<void> {
  const argv = [BIN, ...importing(csv).split(' '), '--home', session.home];
  let former = 0;
  for (let point = 1; point <= 10; point += 1) {
    const child = spawn(process.execPath, argv, { cwd: session.folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.race([ended, grown(session, (rows / 11) * BYTES_OF_A_ROW)]);
    child.kill('SIGKILL');
    await ended;
    const declared = await declaredOn(session.home);
    expect(declared, `after the kill at point ${point}`).to.be.at.least(former).and.at.most(rows);
    former = declared;
  }
}

/** At the least, in a block: act, record, its share of the transaction. */
const BYTES_OF_A_ROW = 4_000;

async function grown({ home }: CliSession, bytes: number): Promise<void> {
  const size = async (): Promise<number> => {
    const folder = path.join(home, 'ledger/blocks');
    const files = await readdir(folder);
    const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(folder, name))).size));
    return sizes.reduce((sum, one) => sum + one, 0);
  };
  const before = await size();
  while ((await size()) < before + bytes) await pause(20);
}

describe('once import', function () {
  this.timeout(600_000);

  it('declares the good rows of a generated register, reports the bad ones, and declares nothing twice', () =>
    withSession(async (session) => {
      const { csv, good, damaged } = generateRegister(2002, 120, 12);
      await session.write('register.csv', csv);
      const first = await session.run(importing('register.csv'));
      expect(first.code).to.equal(65);
      expect(jsonError(first).code).to.equal('ROWS_REJECTED');
      expect(counts(first)).to.deep.equal([good, 0, damaged.length]);
      const report = await reported(session);
      expect(report.rows.map(({ line }) => line)).to.deep.equal(damaged);
      for (const { code, detail } of report.rows) {
        expect(code).to.be.oneOf(['INPUT_INVALID', 'IDENTIFIER_INVALID']);
        expect(detail).to.not.equal('');
      }
      const again = await session.run(importing('register.csv'));
      expect(counts(again)).to.deep.equal([0, good, damaged.length]);
      expect(await declaredOn(session.home)).to.equal(good);
      expect((await session.ok('audit'))['findings']).to.deep.equal([]);
    }));

  it('has all of the public register but its 38 damaged rows, and none twice', async function () {
    if (!existsSync(REAL)) {
      console.log('      (the public register is not here: set ONCE_REGISTER_CSV)');
      this.skip();
    }
    await withSession(async (session) => {
      const result = await session.run(importing(REAL));
      expect([result.code, ...counts(result)]).to.deep.equal([65, 4318, 0, 38]);
      const { rows } = await reported(session);
      expect(rows.map(({ line }) => line)).to.deep.equal(
        Array.from({ length: 38 }, (_, index) => 4320 + index),
      );
      for (const { code } of rows) expect(code).to.be.oneOf(['INPUT_INVALID', 'IDENTIFIER_INVALID']);
      expect(counts(await session.run(importing(REAL)))).to.deep.equal([0, 4318, 38]);
    });
  });

  it('goes on where it was killed, at ten points, and has each row once', () =>
    withSession(async (session) => {
      // Of the same shape where the public one is not here.
      if (!existsSync(REAL)) await session.write('register.csv', generateRegister(7, 4318, 38).csv);
      const csv = existsSync(REAL) ? REAL : 'register.csv';
      await killAtTenPoints(session, csv, 4318);
      const [declared, present, rejected] = counts(await session.run(importing(csv)));
      expect([declared! + present!, rejected]).to.deep.equal([4318, 38]);
      expect(await declaredOn(session.home)).to.equal(4318);
    }));

  it('refuses a folder, a file without a header row, another map and another agency, and declares nothing', () =>
    withSession(async (session) => {
      const { csv } = generateRegister(8, 3, 0);
      await session.write('register.csv', csv);
      await session.write('empty.csv', '');
      await session.write('map.yaml', 'format: 1\ntype: tax-registration\ndeclarant: a\ncolumns: {}\n');
      expect(await session.refused(importing('.'))).to.deep.equal(['FILE_UNREADABLE', 65]);
      expect(await session.refused(importing('empty.csv'))).to.deep.equal(['INPUT_INVALID', 65]);
      expect(await session.refused(importing('register.csv', '.'))).to.deep.equal(['FILE_UNREADABLE', 65]);
      const other = importing('register.csv').replace('enterprise-register', 'map.yaml');
      expect(await session.refused(other)).to.deep.equal(['CONFIGURATION_INVALID', 78]);
      const byTax = importing('register.csv').replace('market-regulation', 'tax');
      const result = await session.run(byTax);
      expect(result.code).to.equal(65);
      for (const { code } of (await reported(session)).rows)
        expect(code).to.be.oneOf(['ACTOR_DENIED', 'ROLE_REQUIRED']);
      expect(await declaredOn(session.home)).to.equal(0);
    }));
});
