import { cp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { expect } from 'chai';
import { makeScratch } from '../support/scratch.js';
import { SeededRandom } from '../support/seeded-random.js';
import { applyTo, digestOf, openState } from '../support/state-workload.js';

const HEIGHT = 40;
const FLIPS = 2000;
/** LevelDB writes these two for people and never reads them. */
const UNREAD = new Set(['LOG', 'LOG.old', 'LOCK']);

describe('damage to the files of a state database', function () {
  this.timeout(600_000);
  let scratch: { path: string; remove(): Promise<void> };
  /** As a closed process leaves it; as a killed one does: the newest blocks in LevelDB's log. */
  let closed: string;
  let killed: string;
  let foreign: string;
  /** What a right state answers, by height. */
  const digests = new Map<number, string>();

  before(async () => {
    scratch = await makeScratch('state');
    [closed, killed, foreign] = ['closed', 'killed', 'foreign'].map((name) => join(scratch.path, name)) as [
      string,
      string,
      string,
    ];
    const state = await openState(closed);
    for (let height = 1; height <= HEIGHT; height += 1) {
      await applyTo(state, height);
      digests.set(height, await digestOf(state, HEIGHT));
    }
    await cp(closed, killed, { recursive: true });
    await state.close();
    await (await openState(closed)).close();
    const other = await openState(foreign, 'another ledger');
    await applyTo(other, HEIGHT);
    await other.close();
  });
  after(() => scratch.remove());

  /** `right`: every answer as it was at the height it names; `rebuilt`: empty, the caller replays; anything else is wrong. */
  async function outcomeOf(directory: string): Promise<string> {
    const state = await openState(directory);
    try {
      if (state.savepoint === 0n) return 'rebuilt';
      const digest = await digestOf(state, HEIGHT);
      return digest === digests.get(Number(state.savepoint)) ? 'right' : `wrong at ${state.savepoint}`;
    } finally {
      await state.close();
    }
  }

  async function damagedCopy(source: string, damage: (directory: string) => Promise<void>): Promise<string> {
    const directory = join(scratch.path, 'damaged');
    await rm(directory, { recursive: true, force: true });
    await cp(source, directory, { recursive: true });
    await damage(directory);
    return directory;
  }

  async function filesOf(directory: string): Promise<string[]> {
    const names = (await readdir(directory)).filter((name) => !UNREAD.has(name));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
    return names.filter((_, index) => sizes[index] !== 0);
  }

  it('none: both copies answer right', async () => {
    expect(await outcomeOf(await damagedCopy(closed, () => Promise.resolve()))).to.equal('right');
    expect(await outcomeOf(await damagedCopy(killed, () => Promise.resolve()))).to.equal('right');
    expect((await filesOf(killed)).some((name) => name.endsWith('.log'))).to.equal(true);
  });

  it(`${FLIPS} flipped bits: the right answer or a rebuild; LevelDB alone answers wrong`, async () => {
    const random = new SeededRandom(2026);
    const outcomes = new Map<string, number>();
    let silent = 0;
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const source = flip % 2 === 0 ? closed : killed;
      const directory = await damagedCopy(source, (copy) => flipBit(copy, random, filesOf));
      if (flip % 40 === 0 && (await rawDiffers(directory, source))) silent += 1;
      const outcome = await outcomeOf(directory);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).to.deep.equal(['rebuilt', 'right']);
    expect(outcomes.get('rebuilt')).to.be.above(FLIPS / 4);
    expect(silent, 'the control: flips that LevelDB itself does not report').to.be.above(0);
  });

  for (const name of ['closed', 'killed']) {
    it(`a lost, shortened or exchanged file, ${name}: the right answer or a rebuild`, async () => {
      const source = name === 'closed' ? closed : killed;
      const wrong: string[] = [];
      const attempt = async (what: string, damage: (directory: string) => Promise<void>): Promise<void> => {
        const outcome = await outcomeOf(await damagedCopy(source, damage));
        if (outcome !== 'right' && outcome !== 'rebuilt') wrong.push(`${what}: ${outcome}`);
      };
      for (const file of await readdir(source)) {
        await attempt(`${file} lost`, (copy) => rm(join(copy, file)));
        const { size } = await stat(join(source, file));
        for (const part of [0, 0.25, 0.5, 0.75, 0.99]) {
          await attempt(`${file} cut at ${part}`, (copy) =>
            truncate(join(copy, file), Math.floor(size * part)),
          );
        }
        for (const other of await readdir(source)) {
          await attempt(`${file} exchanged with ${other}`, (copy) =>
            exchange(join(copy, file), join(copy, other)),
          );
        }
        await attempt(`${file} taken from another ledger`, (copy) => replaceByKin(copy, file, foreign));
        await attempt(`${file} taken from an older copy`, (copy) =>
          replaceByKin(copy, file, source === closed ? killed : closed),
        );
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  it('a whole database of another ledger is rebuilt', async () => {
    expect(await outcomeOf(await damagedCopy(foreign, () => Promise.resolve()))).to.equal('rebuilt');
  });

  it('after a rebuild a replay gives the same answers', async () => {
    const directory = await damagedCopy(closed, (copy) => rm(join(copy, 'CURRENT')));
    const state = await openState(directory);
    expect(state.savepoint).to.equal(0n);
    await applyTo(state, HEIGHT);
    expect(await digestOf(state, HEIGHT)).to.equal(digests.get(HEIGHT));
    await state.close();
  });
});

async function flipBit(
  directory: string,
  random: SeededRandom,
  filesOf: (directory: string) => Promise<string[]>,
): Promise<void> {
  const names = await filesOf(directory);
  const path = join(directory, names[random.below(names.length)] ?? '');
  const bytes = await readFile(path);
  const offset = random.below(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << random.below(8)), offset);
  await writeFile(path, bytes);
}

async function exchange(left: string, right: string): Promise<void> {
  await rename(left, `${left}.moved`);
  await rename(right, left).catch(() => undefined);
  await rename(`${left}.moved`, right);
}

/** Puts the first file of the same kind from elsewhere in the place of this one. */
async function replaceByKin(directory: string, file: string, from: string): Promise<void> {
  const kind = file.replace(/\d+/u, '');
  const kin = (await readdir(from)).find((name) => name.replace(/\d+/u, '') === kind);
  if (kin !== undefined) await cp(join(from, kin), join(directory, file));
}

/** Whether LevelDB, without our checks, opens a damaged copy and answers other content than the source has, without an error. */
async function rawDiffers(directory: string, source: string): Promise<boolean> {
  const copy = `${directory}-raw`;
  const texts: string[] = [];
  for (const from of [source, directory]) {
    await rm(copy, { recursive: true, force: true });
    await cp(from, copy, { recursive: true });
    const level = new ClassicLevel(copy, { keyEncoding: 'hex', valueEncoding: 'hex' });
    try {
      await level.open();
      texts.push((await level.iterator().all()).map(([key, value]) => `${key} ${value}`).join());
    } catch {
      return false;
    } finally {
      await level.close().catch(() => undefined);
    }
  }
  return texts[0] !== texts[1];
}
