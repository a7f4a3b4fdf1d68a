import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { openPrivateFile, type PrivateEntry, type PrivateFile } from '@onceledger/network/embedded';
import { FaultyStorage } from '../support/faulty-storage.js';
import { makeScratch } from '../support/scratch.js';

const PLACE = { namespace: 'once', collection: 'sealed' } as const;
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

function entry(
  block: number,
  key: string,
  value?: string,
  changes: Partial<PrivateEntry> = {},
): PrivateEntry {
  const version = { block: BigInt(block), transaction: 0 };
  return {
    ...PLACE,
    key,
    version,
    ...(value === undefined ? {} : { value: Buffer.from(value) }),
    ...changes,
  };
}

describe('the private store', () => {
  let scratch: { path: string; remove(): Promise<void> };
  let storage: FaultyStorage;
  let store: PrivateFile;
  let runs = 0;
  before(async () => {
    scratch = await makeScratch('private-store');
  });
  after(() => scratch.remove());
  beforeEach(async () => {
    runs += 1;
    storage = new FaultyStorage();
    store = await open();
  });
  afterEach(() => store.close());

  const open = (
    height = 0n,
    changes: { readonly index?: string; readonly entries?: bigint } = {},
  ): Promise<PrivateFile> =>
    openPrivateFile(storage, '/tax', { index: join(scratch.path, String(runs)), height, ...changes });
  const read = async (key: string): Promise<string | undefined> => {
    const found = await store.get('once', 'sealed', key);
    return found === undefined ? undefined : Buffer.from(found.value).toString();
  };
  const onDisk = (text: string): boolean =>
    [...storage.disk.files.values()].some(({ seen }) => seen.includes(text));
  const reopen = async (height: bigint, changes = {}): Promise<void> => {
    await store.close();
    storage = new FaultyStorage(storage.disk);
    store = await open(height, changes);
  };

  it('shows what it holds only when its block is published', async () => {
    await store.append([entry(3, 'a', 'one'), entry(4, 'a', 'two')]);
    expect(await read('a')).to.equal(undefined);
    await store.publish(4n);
    expect(await read('a')).to.equal('one');
    await store.publish(5n);
    expect(await read('a')).to.equal('two');
  });

  it('makes a group one write and one sync', async () => {
    await store.append([entry(0, 'first', 'x')]);
    const { writes, syncs } = { ...storage.counters };
    await store.append([entry(1, 'a', 'one'), entry(1, 'b', 'two'), entry(2, 'c', 'three')]);
    expect([storage.counters.writes - writes, storage.counters.syncs - syncs]).to.deep.equal([1, 1]);
  });

  it('answers ranges in order, without deleted keys', async () => {
    await store.append([
      entry(0, 'b', 'two'),
      entry(0, 'a', 'one'),
      entry(0, 'c', 'three'),
      entry(0, 'd', 'four'),
    ]);
    await store.append([entry(1, 'c')]);
    await store.publish(2n);
    const found: string[] = [];
    for await (const { key, value } of store.range('once', 'sealed', 'a', 'd'))
      found.push(`${key} ${Buffer.from(value).toString()}`);
    expect(found).to.deep.equal(['a one', 'b two']);
  });

  it('purges every version up to the purge from index and file; what is younger stays', async () => {
    await store.append([
      entry(0, 'a', 'oldest secret'),
      entry(1, 'a', 'older secret'),
      entry(1, 'b', 'other'),
    ]);
    await store.append([entry(2, 'a', 'same block, later', { version: { block: 2n, transaction: 5 } })]);
    await store.publish(3n);
    await store.purge([{ ...PLACE, keyHash: hashOf('a'), transaction: 4 }], 2n);
    expect([await read('a'), await read('b')]).to.deep.equal(['same block, later', 'other']);
    expect([onDisk('oldest secret'), onDisk('older secret')]).to.deep.equal([false, false]);
    await store.purge([{ ...PLACE, keyHash: hashOf('a') }], 3n);
    expect(await read('a')).to.equal(undefined);
    expect(onDisk('same block, later')).to.equal(false);
    await reopen(4n);
    expect([await read('a'), await read('b')]).to.deep.equal([undefined, 'other']);
  });

  it('ends values with their blockToLive, as Fabric counts it', async () => {
    await store.append([entry(5, 'a', 'short', { blockToLive: 2 })]);
    await store.publish(8n);
    expect(await read('a'), 'with block 7').to.equal('short');
    await store.publish(9n);
    expect(await read('a'), 'with block 8').to.equal(undefined);
    expect(onDisk('short')).to.equal(false);
  });

  it('erases what belongs to no block when it is opened', async () => {
    await store.append([entry(0, 'a', 'committed'), entry(1, 'b', 'never committed')]);
    await reopen(1n);
    expect([await read('a'), await read('b')]).to.deep.equal(['committed', undefined]);
    expect(onDisk('never committed')).to.equal(false);
    await store.append([entry(1, 'b', 'committed now')]);
    await store.publish(2n);
    expect(await read('b')).to.equal('committed now');
  });

  it('tells what it lacks, and never shows an older value in its place', async () => {
    await store.append([entry(0, 'a', 'older')]);
    const version = { block: 1n, transaction: 0 };
    await store.append([], [{ ...PLACE, keyHash: hashOf('a'), version }]);
    await store.publish(2n);
    expect(await store.missing('once', 'sealed', hashOf('a'))).to.deep.equal(version);
    expect(await read('a')).to.equal(undefined);
    await reopen(2n, { index: join(scratch.path, `${runs}-lost`) });
    expect(await store.missing('once', 'sealed', hashOf('a'))).to.deep.equal(version);
    expect(await read('a')).to.equal(undefined);
  });

  it('makes a lost index anew', async () => {
    await store.append([entry(0, 'a', 'one'), entry(0, 'b', 'two'), entry(1, 'a', 'three')]);
    await store.publish(2n);
    await store.purge([{ ...PLACE, keyHash: hashOf('b') }], 2n);
    await reopen(3n, { index: join(scratch.path, `${runs}-lost`) });
    expect([await read('a'), await read('b')]).to.deep.equal(['three', undefined]);
  });

  it('does not believe the index of another past of the file', async () => {
    const other = new FaultyStorage();
    const index = join(scratch.path, String(runs));
    await store.append([entry(0, 'a', 'one'), entry(0, 'b', 'two')]);
    await store.publish(1n);
    await store.close();
    storage = other;
    store = await openPrivateFile(other, '/tax', { index: join(scratch.path, `${runs}-other`), height: 0n });
    await store.append([entry(0, 'b', 'of another past')]);
    await store.publish(1n);
    await reopen(1n, { index });
    expect([await read('a'), await read('b')]).to.deep.equal([undefined, 'of another past']);
  });

  it('that became shorter than the head says stops the start: STORAGE_DAMAGED', async () => {
    await store.append([entry(0, 'a', 'one')]);
    await store.close();
    const error: unknown = await open(1n, { entries: 2n }).catch((reason: unknown) => reason);
    expect(String(error))
      .to.contain('STORAGE_DAMAGED')
      .and.to.contain('the store has 1 entries, the head says 2');
    store = await open(1n);
  });
});
