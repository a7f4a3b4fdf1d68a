import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { openStateDb, type StateDb, type StateUpdate } from '@onceledger/network/embedded';
import { makeScratch } from '../support/scratch.js';
import { applyTo, digestOf, openState } from '../support/state-workload.js';

type Write = readonly [key: string, value: string | undefined, transaction?: number];

function update(block: number, writes: readonly Write[], changes: Partial<StateUpdate> = {}): StateUpdate {
  return {
    height: BigInt(block) + 1n,
    writes: writes.map(([key, value, transaction = 0]) => ({
      namespace: 'once',
      key,
      version: { block: BigInt(block), transaction },
      ...(value === undefined ? {} : { value: Buffer.from(value) }),
    })),
    hashed: [],
    transactions: [],
    ...changes,
  };
}

describe('the state store', () => {
  let scratch: { path: string; remove(): Promise<void> };
  let state: StateDb;
  let runs = 0;
  before(async () => {
    scratch = await makeScratch('state-store');
  });
  after(() => scratch.remove());
  beforeEach(async () => {
    state = await openStateDb(join(scratch.path, String((runs += 1))));
  });
  afterEach(() => state.close());

  const keys = async (start: string, end: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of state.range('once', start, end)) found.push(key);
    return found;
  };
  const history = async (key: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { block, transaction } of state.history('once', key))
      found.push(`${block}/${transaction}`);
    return found;
  };

  it('answers value and version; nothing for what was never written or is deleted', async () => {
    await state.apply(
      update(0, [
        ['a', 'one'],
        ['b', 'two', 3],
      ]),
    );
    await state.apply(update(1, [['a', undefined]]));
    expect(await state.get('once', 'a')).to.equal(undefined);
    const found = await state.get('once', 'b');
    expect(found?.version).to.deep.equal({ block: 0n, transaction: 3 });
    expect(Buffer.from(found?.value ?? []).toString()).to.equal('two');
    expect(await state.version('once', 'b')).to.deep.equal({ block: 0n, transaction: 3 });
    expect(await state.get('other', 'b')).to.equal(undefined);
    expect(state.savepoint).to.equal(2n);
  });

  it('orders keys by their UTF-8 bytes, composite keys among them', async () => {
    const composite = (part: string): string => `\0declaration\0${part}\0`;
    const all = [
      composite('b'),
      'z',
      '\u{1f600}',
      '\uffee',
      'é',
      composite('a'),
      'a',
      `${composite('a')}\u{10ffff}`,
    ];
    await state.apply(
      update(
        0,
        all.map((key) => [key, 'x']),
      ),
    );
    const byBytes = [...all].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(await keys('', '')).to.deep.equal(byBytes);
    expect(byBytes.indexOf('\uffee')).to.be.below(byBytes.indexOf('\u{1f600}'));
    expect(await keys('\0declaration\0', '\0declaration\0\u{10ffff}')).to.deep.equal([
      composite('a'),
      `${composite('a')}\u{10ffff}`,
      composite('b'),
    ]);
    expect(await keys('a', 'z'), 'without the end').to.deep.equal(['a']);
  });

  it('keeps the history of a key, newest first, deletions and two writes of one block among it', async () => {
    await state.apply(update(0, [['a', '1']]));
    await state.apply(
      update(1, [
        ['a', '2', 0],
        ['a', '3', 4],
      ]),
    );
    await state.apply(update(2, [['a', undefined]]));
    await state.apply(
      update(3, [
        ['a', '4'],
        ['a0', 'other'],
        ['a\0', 'other'],
      ]),
    );
    expect(await history('a')).to.deep.equal(['3/0', '2/0', '1/4', '1/0', '0/0']);
    expect(await history('a0')).to.deep.equal(['3/0']);
    expect(await history('nothing')).to.deep.equal([]);
  });

  it('keeps where a transaction came first', async () => {
    const transactions = (block: bigint, code: number) => [{ transactionId: 'x', block, index: 1, code }];
    await state.apply(update(0, [], { transactions: transactions(0n, 0) }));
    await state.apply(update(1, [], { transactions: transactions(1n, 9) }));
    expect(await state.transaction('x')).to.deep.equal({ block: 0n, index: 1, code: 0 });
    expect(await state.transaction('y')).to.equal(undefined);
  });

  it('keeps versions of hashed private keys, and forgets deleted ones', async () => {
    const keyHash = createHash('sha256').update('key').digest();
    const hashed = (valueHash?: Buffer) => [
      {
        namespace: 'once',
        collection: 'sealed',
        keyHash,
        version: { block: 0n, transaction: 2 },
        ...(valueHash && { valueHash }),
      },
    ];
    await state.apply(update(0, [], { hashed: hashed(Buffer.from('hash')) }));
    const found = await state.getHashed('once', 'sealed', keyHash);
    expect(found?.version).to.deep.equal({ block: 0n, transaction: 2 });
    expect(Buffer.from(found?.valueHash ?? []).toString()).to.equal('hash');
    expect(await state.getHashed('once', 'bodies', keyHash)).to.equal(undefined);
    await state.apply(update(1, [], { hashed: hashed() }));
    expect(await state.getHashed('once', 'sealed', keyHash)).to.equal(undefined);
  });

  it('takes no block twice', async () => {
    await state.apply(update(0, [['a', 'one']]));
    const error: unknown = await state.apply(update(0, [['a', 'two']])).catch((reason: unknown) => reason);
    expect(String(error)).to.contain('INTERNAL');
  });

  it('is thrown away where it is ahead of the blocks, or of another chain', async () => {
    const directory = join(scratch.path, 'misfit');
    const open = (height: bigint, hash: string) =>
      openStateDb(directory, { height, hashOf: () => Promise.resolve(Buffer.from(hash)) });
    const first = await open(9n, 'a');
    await first.apply(update(0, [['a', 'one']], { hash: Buffer.from('hash of block 0') }));
    await first.close();
    const same = await open(1n, 'hash of block 0');
    expect([same.savepoint, same.rebuilt]).to.deep.equal([1n, undefined]);
    await same.close();
    const other = await open(1n, 'hash of another block 0');
    expect([other.savepoint, other.rebuilt]).to.deep.equal([0n, 'it is of another chain']);
    await other.apply(update(0, [], { hash: Buffer.from('x') }));
    await other.close();
    const ahead = await open(0n, 'x');
    expect([ahead.savepoint, ahead.rebuilt]).to.deep.equal([0n, 'it is ahead of the blocks']);
    await ahead.close();
  });

  it('answers the same after it was opened again', async () => {
    const directory = join(scratch.path, 'again');
    const first = await openState(directory);
    await applyTo(first, 12);
    const digest = await digestOf(first, 12);
    await first.close();
    const second = await openState(directory);
    expect([second.rebuilt, second.savepoint]).to.deep.equal([undefined, 12n]);
    expect(await digestOf(second, 12)).to.equal(digest);
    await second.close();
  });
});
