import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { OnceError } from '@onceledger/chaincode/domain';
import { openBlockFile, openPrivateFile, type LedgerFiles } from '@onceledger/network/embedded';
import type { FaultDisk } from '../support/fault-disk.js';
import { makeScratch } from '../support/scratch.js';
import { FaultyStorage } from '../support/faulty-storage.js';
import { blockAt, commitGroup, findFault, GROUPS, openFiles, valueAt } from '../support/storage-workload.js';

const LOCATED = /(?:block|entry) \d+ at offset \d+/u;

describe('a flipped bit in every byte', function () {
  this.timeout(300_000);
  let scratch: { path: string; remove(): Promise<void> };
  let home: string;
  let disk: FaultDisk;
  let height: number;

  before(async () => {
    scratch = await makeScratch('flip');
    home = scratch.path;
    const storage = new FaultyStorage();
    const files = await openFiles(storage, home);
    for (const count of GROUPS) await commitGroup(files, count, () => undefined);
    height = Number(files.blocks.height);
    await files.close();
    disk = storage.disk.copy();
  });
  after(() => scratch.remove());

  /** Flips one bit, lets `look` open what results; answers what it said of the content, or the error's detail. */
  async function flipped(
    path: string,
    offset: number,
    look: (storage: FaultyStorage) => Promise<string>,
  ): Promise<string> {
    const copy = disk.copy();
    const bytes = copy.files.get(path)?.seen;
    bytes?.writeUInt8(bytes.readUInt8(offset) ^ (1 << (offset % 8)), offset);
    return look(new FaultyStorage(copy)).catch((error: unknown) => {
      if (error instanceof OnceError && error.code === 'STORAGE_DAMAGED') return error.detail;
      throw error;
    });
  }

  async function outcomes(paths: string[], look: (storage: FaultyStorage) => Promise<string>) {
    const all: { path: string; offset: number; outcome: string }[] = [];
    for (const path of paths) {
      const size = disk.files.get(path)?.seen.length ?? 0;
      for (let offset = 0; offset < size; offset += 1) {
        all.push({ path, offset, outcome: await flipped(path, offset, look) });
      }
    }
    return all;
  }

  const pathsOf = (part: string): string[] => [...disk.files.keys()].filter((path) => path.includes(part));

  it('of a block file is an error with file, block and offset', async () => {
    const found = await outcomes(pathsOf('/blocks/'), async (storage) => {
      const head = { height: BigInt(height), hash: blockAt(height - 1).subarray(40, 72) };
      const blocks = await openBlockFile(storage, join(home, 'blocks'), { head });
      await blocks.close();
      return 'opened';
    });
    expect(found).to.have.length.above(2000);
    for (const { path, offset, outcome } of found) {
      expect(outcome, `${path} ${offset}`).to.match(LOCATED).and.to.include(path);
    }
  });

  it('of the head leaves the right answer', async () => {
    const found = await outcomes([join(home, 'head')], (storage) => answerOf(storage, home, height));
    expect(found).to.have.length(8192);
    expect(found.filter(({ outcome }) => outcome !== 'right')).to.deep.equal([]);
  });

  it('of a private store is the right answer, or an error with file, entry and offset', async () => {
    const entries = await entriesOf(new FaultyStorage(disk.copy()), home, height);
    const found = await outcomes(pathsOf('/private/'), async (storage) => {
      const options = { index: join(home, 'state/tax/private'), binding: 'test ledger private tax' };
      const store = await openPrivateFile(storage, join(home, 'private/tax'), {
        ...options,
        height: BigInt(height),
        entries,
      });
      try {
        const value = await store.get('once', 'sealed', `value/${height - 1}`);
        return value !== undefined && Buffer.from(value.value).toString() === valueAt(height - 1)
          ? 'right'
          : 'wrong';
      } finally {
        await store.close();
      }
    });
    expect(found).to.have.length.above(2000);
    for (const { path, offset, outcome } of found) {
      if (outcome !== 'right') expect(outcome, `${path} ${offset}`).to.match(LOCATED).and.to.include(path);
    }
    expect(found.filter(({ outcome }) => outcome !== 'right')).to.have.length.above(1500);
  });

  it('would be found as a wrong answer if no checksum told: the control', async () => {
    const copy = disk.copy();
    const [path = ''] = pathsOf('/blocks/');
    const bytes = copy.files.get(path)?.seen ?? Buffer.alloc(0);
    // The payload of block 0, and its checksum made to fit.
    const body = bytes.subarray(48, 48 + bytes.readUInt32BE(28));
    body.writeUInt8(body.readUInt8(80) ^ 1, 80);
    bytes.writeUInt32BE(crc32(body), 44);
    const files = await openFiles(new FaultyStorage(copy), home);
    expect(await findFault(files)).to.equal('block 0 differs');
    await files.close();
  });
});

async function answerOf(storage: FaultyStorage, home: string, height: number): Promise<string> {
  const files = await openFiles(storage, home, []);
  try {
    const all: Buffer[] = [];
    for await (const block of files.blocks.readFrom(0n)) all.push(Buffer.from(block));
    return all.length === height && all.every((block, number) => block.equals(blockAt(number)))
      ? 'right'
      : 'wrong';
  } finally {
    await files.close();
  }
}

/** How many entries the head counts. */
async function entriesOf(storage: FaultyStorage, home: string, height: number): Promise<bigint> {
  const files: LedgerFiles = await openFiles(storage, home);
  const head = await files.head();
  await files.close();
  expect(head?.height).to.equal(BigInt(height));
  return head?.privateEntries?.['tax'] ?? 0n;
}
