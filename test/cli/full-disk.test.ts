import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { cp, mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CliSession, withSession } from '../support/cli-session.js';
import { jsonError, type CliResult } from '../support/cli.js';

const execute = promisify(execFile);
const ONE = fictionalEnterprise(51, 1);
const LICENCE = `business-licence.${ONE.uscc}`;
const KIB = 1024;

/** Bytes that are left when a command starts: from none to what it nearly needs. */
const ROOMS = [0, 8, 40, 100, 200, 400].map((kib) => kib * KIB);

describe('a disk that is full', function () {
  this.timeout(300_000);

  it('is STORAGE_FULL or an outcome unknown; what was acknowledged is there once there is room', async function () {
    await withSession(async (session) => {
      const disk = path.join(session.folder, 'disk');
      if (!(await mounted(disk))) {
        console.log('      (a small disk of its own needs the right to mount one: skipped)');
        this.skip();
      }
      try {
        const full = new CliSession(path.join(disk, 'home'), session.folder);
        await cp(session.home, full.home, { recursive: true });
        await full.enrol(ONE);
        await full.write('licence.json', ONE.licence);
        const declare = `declare business-licence --as ${ONE.uscc} --data licence.json`;
        for (const room of ROOMS) {
          await leave(disk, room);
          for (const command of [declare, `declaration list --declarant ${ONE.uscc}`])
            expectClear(await full.run(command), `${command} with ${room} bytes of room`);
        }
        await rm(path.join(disk, 'ballast'));
        const again = await full.run(declare);
        // With little room it can have been committed before the disk was full: then it stands, and is not lost.
        if (again.code !== 0) expect(jsonError(again).code).to.equal('ALREADY_DECLARED');
        expect(await full.ok(`declaration show ${LICENCE}`)).to.include({ id: LICENCE });
        expect((await full.ok('audit'))['findings']).to.deep.equal([]);
      } finally {
        await unmount(disk);
      }
    });
  });

  it('leaves no half-made home behind', async function () {
    await withSession(async (session) => {
      const disk = path.join(session.folder, 'disk');
      if (!(await mounted(disk, 9))) {
        console.log('      (a small disk of its own needs the right to mount one: skipped)');
        this.skip();
      }
      try {
        const result = await new CliSession(path.join(disk, 'home'), session.folder).run('init');
        expect([jsonError(result).code, result.code]).to.deep.equal(['STORAGE_FULL', 74]);
        await expectMissing(path.join(disk, 'home'));
      } finally {
        await unmount(disk);
      }
    });
  });
});

function expectClear(result: CliResult, what: string): void {
  if (result.code === 0) return;
  expect([jsonError(result).code, result.code], what).to.be.deep.oneOf([
    ['STORAGE_FULL', 74],
    ['OUTCOME_UNKNOWN', 75],
    ['ALREADY_DECLARED', 21],
  ]);
}

/** A disk of so many MiB, of the test's own. */
async function mounted(folder: string, mebibytes = 24): Promise<boolean> {
  await mkdir(folder);
  return execute('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
}

/** Lazily: SQLite's handles are let go with the garbage that holds them. */
async function unmount(folder: string): Promise<void> {
  await execute('umount', ['--lazy', folder]);
}

/** Fills the disk, then gives so many bytes back. */
async function leave(disk: string, room: number): Promise<void> {
  const ballast = path.join(disk, 'ballast');
  const file = await open(ballast, 'a');
  const chunk = Buffer.alloc(4 * KIB);
  try {
    for (;;) await file.appendFile(chunk);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).to.equal('ENOSPC');
  } finally {
    await file.close();
  }
  const { size } = await stat(ballast);
  await truncate(ballast, Math.max(0, size - room));
}

async function expectMissing(file: string): Promise<void> {
  await stat(file).then(
    () => expect.fail(`${file} is there`),
    (error: unknown) => expect((error as NodeJS.ErrnoException).code).to.equal('ENOENT'),
  );
}
