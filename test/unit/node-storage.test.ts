import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { OnceError } from '@onceledger/chaincode/domain';
import { NodeStorage, openStateDb } from '@onceledger/network/embedded';
import { makeScratch } from '../support/scratch.js';

describe('storage on the file system', () => {
  let scratch: { path: string; remove(): Promise<void> };
  let storage: NodeStorage;
  before(async () => {
    scratch = await makeScratch('storage');
    storage = new NodeStorage(scratch.path);
  });
  after(() => scratch.remove());

  it('writes, reads, shortens and counts', async () => {
    await storage.makeDirectory('ledger/blocks');
    const file = await storage.open('ledger/blocks/a', { create: true });
    await file.write(0, Buffer.from('abc'));
    await file.write(3, Buffer.from('defg'));
    await file.sync();
    expect(Buffer.from(await file.read(2, 3)).toString()).to.equal('cde');
    expect(Buffer.from(await file.read(5, 100)).toString(), 'at the end').to.equal('fg');
    await file.truncate(2);
    expect(await file.size()).to.equal(2);
    await file.close();
    await storage.syncDirectory('ledger/blocks');
    expect(await readFile(join(scratch.path, 'ledger/blocks/a'), 'utf8')).to.equal('ab');
    expect(storage.counters).to.deep.equal({ writes: 2, syncs: 2, bytesWritten: 7 });
  });

  it('lists in order, nothing where there is no such folder', async () => {
    await mkdir(join(scratch.path, 'listed'));
    for (const name of ['b', 'a', 'c']) await writeFile(join(scratch.path, 'listed', name), '');
    expect(await storage.list('listed')).to.deep.equal(['a', 'b', 'c']);
    await storage.rename('listed/a', 'listed/d');
    await storage.remove('listed/c');
    expect(await storage.list('listed')).to.deep.equal(['b', 'd']);
    expect(await storage.list('nowhere')).to.deep.equal([]);
  });

  it('creates only where asked: STORAGE_FAILED with the path relative to the home', async () => {
    const error = await errorOf(storage.open('absent', { create: false }));
    expect(error.code).to.equal('STORAGE_FAILED');
    expect(error.detail).to.equal('open absent: ENOENT');
  });

  it('tells a full disk: STORAGE_FULL', async function () {
    if (process.platform !== 'linux') this.skip();
    const file = await storage.open('/dev/full', { create: false });
    const error = await errorOf(file.write(0, Buffer.from('x')));
    await file.close();
    expect(error.code).to.equal('STORAGE_FULL');
  });

  it('refuses a state database that is open elsewhere, and leaves it alone: LEDGER_LOCKED', async () => {
    const directory = join(scratch.path, 'state');
    const state = await openStateDb(directory, { binding: 'a' });
    await state.apply({ height: 1n, writes: [], hashed: [], transactions: [] });
    expect((await errorOf(openStateDb(directory, { binding: 'a' }))).code).to.equal('LEDGER_LOCKED');
    await writeFile(join(directory, 'CURRENT'), 'MANIFEST-999999\n');
    expect((await errorOf(openStateDb(directory, { binding: 'a' }))).code, 'damaged, too').to.equal(
      'LEDGER_LOCKED',
    );
    await state.apply({ height: 2n, writes: [], hashed: [], transactions: [] });
    await state.close();
  });

  it('tells a folder that cannot be made a database: STORAGE_FAILED', async () => {
    await writeFile(join(scratch.path, 'file'), 'in the way');
    expect((await errorOf(openStateDb(join(scratch.path, 'file'), {}))).code).to.equal('STORAGE_FAILED');
  });
});

async function errorOf(call: Promise<unknown>): Promise<OnceError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OnceError)) throw new Error(`no such error: ${String(error)}`);
  return error;
}
