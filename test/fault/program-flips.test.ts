import { expect } from 'chai';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { CliSession, withSession } from '../support/cli-session.js';
import { jsonError, type CliResult } from '../support/cli.js';
import { SeededRandom } from '../support/seeded-random.js';

const FLIPS = 200;
const ONE = fictionalEnterprise(41, 1);
const LICENCE = `business-licence.${ONE.uscc}`;
/** What a user would look at: his own claims, private ones included, and everything from the first block. */
const QUESTIONS = [`declaration show ${LICENCE} --as ${ONE.uscc}`, 'audit'] as const;
const LOCATED = /(block|entry) \d+ at offset \d+|\bhead\b/u;

describe('a flipped bit in the files of a ledger, seen through the program', function () {
  this.timeout(600_000);

  it(`${FLIPS} of them: the right answer, or an error with file and place; never another answer`, () =>
    withSession(async (session) => {
      await session.enrol(ONE);
      await session.write('licence.json', ONE.licence);
      await session.ok(`declare business-licence --as ${ONE.uscc} --data licence.json`);
      await session.ok(`attest ${LICENCE} --as market-regulation --register licence.json`);
      const right = await answers(session);
      const files = await filesOf(session.home);
      const random = new SeededRandom(4711);
      let refused = 0;
      for (let index = 0; index < FLIPS; index += 1) {
        const copy = new CliSession(path.join(session.folder, 'copy'), session.folder);
        await cp(session.home, copy.home, { recursive: true });
        const flip = await flipOne(copy.home, files, random);
        for (const [question, given] of (await answers(copy)).entries())
          if (given.code === 0) expect(given.stdout, flip).to.equal(right[question]?.stdout);
          else {
            refused += 1;
            const { code, detail, exit } = jsonError(given);
            expect([code, exit], `${flip} ${detail}`).to.deep.equal(['STORAGE_DAMAGED', 74]);
            expect(detail, flip).to.match(LOCATED);
          }
        await rm(copy.home, { recursive: true });
      }
      expect(refused).to.be.greaterThan(FLIPS / 4);
    }));
});

async function answers(session: CliSession): Promise<readonly CliResult[]> {
  const given: CliResult[] = [];
  for (const question of QUESTIONS) given.push(await session.run(question));
  return given;
}

/** Blocks, private stores, head: what a ledger cannot make anew. */
async function filesOf(home: string): Promise<readonly string[]> {
  const all = await readdir(path.join(home, 'ledger'), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)))
    .filter((file) => /^ledger\/(blocks|private|head)(\/|$)/.test(file.replaceAll(path.sep, '/')));
}

async function flipOne(home: string, files: readonly string[], random: SeededRandom): Promise<string> {
  const file = files[random.below(files.length)] ?? '';
  const bytes = await readFile(path.join(home, file));
  if (bytes.length === 0) return `${file}, which is empty`;
  const offset = random.below(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << random.below(8)), offset);
  await writeFile(path.join(home, file), bytes);
  return `${file} at ${offset}`;
}
