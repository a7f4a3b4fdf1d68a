import { keyId, parseActor, parseAgencyCode } from '@onceledger/chaincode/domain';
import { generateAgencyKeys, openKeyStore } from '@onceledger/gateway';
import { expect } from 'chai';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refused } from '../support/refused.js';

const TAX = parseActor('agency:tax');

describe('key store', () => {
  let folder: string;
  let keys: string;
  let passphraseFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'once-keys-'));
    keys = path.join(folder, 'keys');
    passphraseFile = path.join(folder, 'passphrase');
    await writeFile(passphraseFile, 'correct horse battery staple\n');
  });
  afterEach(() => rm(folder, { force: true, recursive: true }));

  it('finds again what it made, under its thumbprint', async () => {
    const store = await openKeyStore(keys);
    const made = await store.generate(TAX, 'sign');
    expect(made.kid).to.equal(keyId(made.jwk));
    const again = await openKeyStore(keys);
    expect(again.list(TAX)).to.deep.equal([made]);
    expect(again.privateKey(made.kid).export({ format: 'jwk' })).to.deep.equal(
      store.privateKey(made.kid).export({ format: 'jwk' }),
    );
  });

  it('keeps files at 0600 in folders of 0700', async () => {
    const store = await openKeyStore(keys, { passphraseFile });
    await store.generate(TAX, 'sign');
    await store.secret('inbox');
    await store.checkpointKey();
    expect((await stat(keys)).mode & 0o777).to.equal(0o700);
    const files = await readdir(keys);
    expect(files).to.have.length(4);
    for (const file of files) expect((await stat(path.join(keys, file))).mode & 0o777, file).to.equal(0o600);
  });

  it('refuses a key file that others can read', async () => {
    const { kid } = await (await openKeyStore(keys)).generate(TAX, 'sign');
    await chmod(path.join(keys, `${kid}.json`), 0o640);
    await refused('CONFIGURATION_INVALID', openKeyStore(keys));
  });

  it('with a passphrase writes no private member in clear, and opens with it alone', async () => {
    const store = await openKeyStore(keys, { passphraseFile });
    const { kid } = await store.generate(TAX, 'encrypt');
    const d = store.privateKey(kid).export({ format: 'jwk' }).d!;
    const text = await readFile(path.join(keys, `${kid}.json`), 'utf8');
    expect(text).to.not.contain(d);
    expect((await openKeyStore(keys, { passphraseFile })).has(kid)).to.equal(true);
    await refused('PASSPHRASE_WRONG', openKeyStore(keys));
    await writeFile(passphraseFile, 'another passphrase\n');
    await refused('PASSPHRASE_WRONG', openKeyStore(keys, { passphraseFile }));
  });

  it('seals keys in clear once a passphrase is configured', async () => {
    const plain = await openKeyStore(keys);
    const { kid } = await plain.generate(TAX, 'sign');
    const d = plain.privateKey(kid).export({ format: 'jwk' }).d!;
    await openKeyStore(keys, { passphraseFile });
    expect(await readFile(path.join(keys, `${kid}.json`), 'utf8')).to.not.contain(d);
    await refused('PASSPHRASE_WRONG', openKeyStore(keys));
  });

  it('refuses a passphrase of a few bytes, and a missing file', async () => {
    await writeFile(passphraseFile, 'short');
    await refused('PASSPHRASE_WRONG', openKeyStore(keys, { passphraseFile }));
    await refused('FILE_UNREADABLE', openKeyStore(keys, { passphraseFile: path.join(folder, 'none') }));
  });

  it('reports a damaged or exchanged key file by name, without content', async () => {
    const store = await openKeyStore(keys, { passphraseFile });
    const one = await store.generate(TAX, 'sign');
    const other = await store.generate(parseActor('agency:commerce'), 'sign');
    const place = (kid: string): string => path.join(keys, `${kid}.json`);
    const [first, second] = await Promise.all([one, other].map(({ kid }) => readFile(place(kid), 'utf8')));
    await writeFile(place(one.kid), first!.slice(0, 40));
    const torn = await refused('STORAGE_DAMAGED', openKeyStore(keys, { passphraseFile }));
    expect(torn.detail).to.contain(one.kid);
    // Owner and use are bound to what is sealed.
    await writeFile(place(one.kid), second!.replace('agency:commerce', 'agency:tax'));
    await refused('STORAGE_DAMAGED', openKeyStore(keys, { passphraseFile }));
  });

  it('gives the same secret and checkpoint key to whoever asks, also at once', async () => {
    const [one, other] = await Promise.all([openKeyStore(keys), openKeyStore(keys)]);
    const secrets = await Promise.all([one.secret('inbox'), other.secret('inbox'), one.secret('inbox')]);
    for (const secret of secrets) expect(Buffer.from(secret).equals(Buffer.from(secrets[0]))).to.equal(true);
    expect(Buffer.from(await one.secret('subjects')).equals(Buffer.from(secrets[0]))).to.equal(false);
    const exported = (await one.checkpointKey()).export({ format: 'jwk' });
    expect((await (await openKeyStore(keys)).checkpointKey()).export({ format: 'jwk' })).to.deep.equal(
      exported,
    );
  });

  it('destroys a key for good', async () => {
    const store = await openKeyStore(keys);
    const { kid } = await store.generate(TAX, 'sign');
    await store.destroy(kid);
    expect(() => store.privateKey(kid)).to.throw('KEY_MISSING');
    expect(await readdir(keys)).to.deep.equal([]);
  });

  it('makes what an agency’s entry of the consortium file needs', async () => {
    const made = await generateAgencyKeys(await openKeyStore(keys), parseAgencyCode('tax'));
    expect(made.map(({ use }) => use)).to.deep.equal(['sign', 'encrypt']);
    for (const { jwk, kid } of made) expect(kid).to.equal(keyId(jwk));
  });
});
