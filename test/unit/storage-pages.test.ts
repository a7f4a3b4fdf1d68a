import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { expect } from 'chai';
import { openBlockFile, openHeadFile, openPrivateFile, openStateDb } from '@onceledger/network/embedded';
import { FaultyStorage } from '../support/faulty-storage.js';
import { makeScratch } from '../support/scratch.js';

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/spec/${name}.md`, import.meta.url), 'utf8');

/** The page's hex dumps, in order, as bytes. */
const dumps = (name: string): Buffer[] =>
  [...page(name).matchAll(/^```\n(0000 [\s\S]*?)^```$/gmu)].map(([, text = '']) =>
    Buffer.from(text.replaceAll(/^[0-9a-f]{4} {2}/gmu, '').replaceAll(/\s/gu, ''), 'hex'),
  );

describe('pages on storage', () => {
  let scratch: { path: string; remove(): Promise<void> };
  before(async () => {
    scratch = await makeScratch('pages');
  });
  after(() => scratch.remove());

  it('block file: its example is what is written', async () => {
    const storage = new FaultyStorage();
    const blocks = await openBlockFile(storage, '/blocks');
    await blocks.append([Buffer.from('block zero'), Buffer.from('block one')]);
    expect(dumps('block-file')).to.deep.equal([storage.disk.files.get('/blocks/000000.blk')?.seen]);
  });

  it('head: its example is what is written', async () => {
    const storage = new FaultyStorage();
    const file = await openHeadFile(storage, '/head');
    const hash = createHash('sha256').update('block one').digest();
    const signature = Buffer.from('the signature');
    await file.write({ height: 2n, hash, privateEntries: { tax: 3n }, signature });
    const [example = Buffer.alloc(0)] = dumps('head');
    const slot = storage.disk.files.get('/head')?.seen.subarray(4096) ?? Buffer.alloc(0);
    expect(slot.subarray(0, example.length)).to.deep.equal(example);
    expect(slot.subarray(example.length).every((byte) => byte === 0)).to.equal(true);
  });

  it('private store: its examples are what is written, before and after a purge', async () => {
    const storage = new FaultyStorage();
    const store = await openPrivateFile(storage, '/tax', { index: join(scratch.path, 'index'), height: 0n });
    const written = (): Buffer => Buffer.from(storage.disk.files.get('/tax/000000.prv')?.seen ?? []);
    const place = { namespace: 'once', collection: 'sealed' };
    const version = { block: 5n, transaction: 1 };
    await store.append([{ ...place, key: 'k', value: Buffer.from('value'), version }]);
    const before = written();
    await store.purge([{ ...place, keyHash: createHash('sha256').update('k').digest() }], 6n);
    expect(dumps('private-file')).to.deep.equal([before, written()]);
    await store.close();
  });

  it('state database: its example is what stands in LevelDB', async () => {
    const directory = join(scratch.path, 'state');
    const state = await openStateDb(directory);
    const version = { block: 5n, transaction: 1 };
    const writes = [{ namespace: 'once', key: 'a', value: Buffer.from('value'), version }];
    await state.apply({ height: 6n, writes, hashed: [], transactions: [] });
    await state.close();
    const level = new ClassicLevel(directory);
    const body = await level.get<string, Buffer>('~sonce\0a', { valueEncoding: 'buffer' });
    const head = await level.get('sonce\0a');
    await level.close();
    expect(page('state-db')).to.contain(`value  ${head ?? ''}\n`);
    const [, text = ''] = /76 61 6c 75 65 {23}value\n([\s\S]*?)```/u.exec(page('state-db')) ?? [];
    const example = Buffer.concat([Buffer.from('value'), Buffer.from(text.replaceAll(/\s/gu, ''), 'hex')]);
    expect(example).to.deep.equal(body);
  });
});
