import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { OnceError } from '@onceledger/chaincode/domain';
import type { FaultDisk } from '../support/fault-disk.js';
import { FaultyStorage } from '../support/faulty-storage.js';
import { makeScratch } from '../support/scratch.js';
import { commitGroup, findFault, GROUPS, openFiles, takeEffect } from '../support/storage-workload.js';

describe('loss, truncation and exchange of a ledger’s files', function () {
  this.timeout(120_000);
  let scratch: { path: string; remove(): Promise<void> };
  let home: string;
  let disk: FaultDisk;
  /** The same ledger some blocks before. */
  let older: FaultDisk;
  let height: number;

  before(async () => {
    scratch = await makeScratch('files');
    home = scratch.path;
    const storage = new FaultyStorage();
    const files = await openFiles(storage, home);
    for (const count of GROUPS) {
      older = storage.disk.copy();
      await commitGroup(files, count, () => undefined);
    }
    height = Number(files.blocks.height);
    await files.close();
    disk = storage.disk.copy();
  });
  after(() => scratch.remove());

  /** `right`, or the error's detail; throws for anything else. */
  async function outcomeOf(damage: (copy: FaultDisk) => void): Promise<string> {
    const copy = disk.copy();
    damage(copy);
    try {
      const files = await openFiles(new FaultyStorage(copy), home);
      try {
        await takeEffect(files, 0);
        if (Number(files.blocks.height) !== height) return `wrong: height ${files.blocks.height}`;
        return (await findFault(files)) ?? 'right';
      } finally {
        await files.close();
      }
    } catch (error) {
      if (error instanceof OnceError && error.code === 'STORAGE_DAMAGED') return error.detail;
      throw error;
    }
  }

  const paths = (): string[] => [...disk.files.keys()];
  const name = (path: string): string => path.slice(home.length + 1);
  /** A detail that names one of the ledger's files. */
  const isError = (outcome: string): boolean => outcome.startsWith(home);

  it('without damage everything is right', async () => {
    expect(await outcomeOf(() => undefined)).to.equal('right');
    expect(paths().map(name)).to.include.members(['head', 'blocks/000000.blk', 'private/tax/000000.prv']);
  });

  it('a lost file is an error', async () => {
    for (const path of paths()) {
      const outcome = await outcomeOf((copy) => copy.files.delete(path));
      expect(isError(outcome), `${name(path)}: ${outcome}`).to.equal(true);
    }
  });

  it('a shortened file is an error, or the right answer where it was the older slot of the head', async () => {
    for (const path of paths()) {
      const size = disk.files.get(path)?.seen.length ?? 0;
      for (let cut = 0; cut < size; cut += 97) {
        const outcome = await outcomeOf((copy) => copy.files.get(path)?.truncate(cut));
        const isRight = outcome === 'right' && (path.endsWith('head') || path.includes('private'));
        expect(isRight || isError(outcome), `${name(path)} cut at ${cut}: ${outcome}`).to.equal(true);
      }
    }
  });

  it('an exchanged file is an error', async () => {
    for (const left of paths()) {
      for (const right of paths()) {
        if (left === right) continue;
        const outcome = await outcomeOf((copy) => {
          const [one, other] = [copy.files.get(left), copy.files.get(right)];
          if (one !== undefined && other !== undefined) copy.files.set(left, other).set(right, one);
        });
        expect(isError(outcome), `${name(left)} and ${name(right)}: ${outcome}`).to.equal(true);
      }
    }
  });

  it('an older copy of a file is an error; of the head, the right answer', async () => {
    for (const [path, file] of older.files) {
      if (disk.files.get(path)?.seen.equals(file.seen) !== false) continue;
      const outcome = await outcomeOf((copy) => copy.files.set(path, file));
      expect(
        path === join(home, 'head') ? outcome === 'right' : isError(outcome),
        `${name(path)}: ${outcome}`,
      ).to.equal(true);
    }
  });

  it('blocks of another ledger under this head are an error', async () => {
    const outcome = await outcomeOf((copy) => {
      for (const path of paths()) {
        const file = copy.files.get(path);
        if (!path.endsWith('.blk') || file === undefined) continue;
        // A frame of the same length, number and checksums as it would stand in another ledger: only the hash tells.
        file.write(0, anotherLedger(file.seen));
      }
    });
    expect(outcome).to.match(/block \d+ at offset \d+: /u);
  });
});

/** The frames with another byte in each block's own hash, their checksums made to fit. */
function anotherLedger(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = 24; at < changed.length;) {
    const length = changed.readUInt32BE(at + 4);
    const body = changed.subarray(at + 24, at + 24 + length);
    body.writeUInt8(body.readUInt8(71) ^ 1, 71);
    changed.writeUInt32BE(crc32(body), at + 20);
    at += 24 + length;
  }
  return changed;
}
