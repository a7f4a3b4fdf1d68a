import { publicJwk } from '@onceledger/chaincode/crypto';
import {
  fail,
  fromBase64url,
  keyId,
  timestampOf,
  toBase64url,
  type Actor,
  type AgencyCode,
  type AgencyKey,
  type Clock,
  type KeyId,
} from '@onceledger/chaincode/domain';
import { agencyActor } from '@onceledger/chaincode/domain';
import { generateKeyPairSync, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  createSecretFile,
  destroySecretFile,
  makeSecretFolder,
  readSecretFile,
  storageError,
  writeSecretFile,
} from './files.js';
import { secretJwkOf } from './jwk.js';
import { readKeyFile, writeKeyFile, type KeyFileHead, type ReadKeyFile, type SecretJwk } from './key-file.js';
import { storeKey } from './passphrase.js';
import type { KeyEntry, KeyStore, KeyStoreOptions, KeyUse } from './types.js';

interface Held extends KeyEntry {
  readonly privateKey: KeyObject;
}

/** Opens a folder of key files, creating it where absent; files in clear are sealed once a passphrase is configured. */
export async function openKeyStore(
  directory: string,
  options: KeyStoreOptions & { readonly clock?: Clock } = {},
): Promise<KeyStore> {
  await makeSecretFolder(directory);
  const sealing = await storeKey(directory, options.passphraseFile);
  const store = new FileKeyStore(directory, sealing, options.clock ?? { now: () => timestampOf(Date.now()) });
  await store.load();
  return store;
}

/** For `once init`: one signing and one encryption key; the answer goes into the agency's entry of consortium.yaml. */
export async function generateAgencyKeys(store: KeyStore, agency: AgencyCode): Promise<AgencyKey[]> {
  const owner = agencyActor(agency);
  const entries = [await store.generate(owner, 'sign'), await store.generate(owner, 'encrypt')];
  return entries.map(({ jwk, kid, use, createdAt }) => ({ from: createdAt, jwk, kid, use }));
}

class FileKeyStore implements KeyStore {
  readonly directory: string;
  readonly #sealing: Uint8Array | undefined;
  readonly #clock: Clock;
  readonly #keys = new Map<KeyId, Held>();
  /** Symmetric keys and the checkpoint key by name; promises, so that two callers at once get the same one. */
  readonly #others = new Map<string, Promise<SecretJwk>>();

  constructor(directory: string, sealing: Uint8Array | undefined, clock: Clock) {
    this.directory = directory;
    this.#sealing = sealing;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const files = await readdir(this.directory).catch((error: unknown) => {
      throw storageError(error, this.directory);
    });
    for (const file of files.filter((name) => name.endsWith('.json') && name !== 'store.json').sort())
      await this.#loadFile(file);
  }

  async #loadFile(file: string): Promise<void> {
    const content = await readSecretFile(path.join(this.directory, file));
    if (content === undefined) return;
    const read = readKeyFile(file, content, this.#sealing);
    if (this.#sealing !== undefined && !read.wasSealed) await this.#write(read.head, read.secret);
    this.#remember(read);
  }

  #remember({ head, secret }: Pick<ReadKeyFile, 'head' | 'secret'>): void {
    if (head.owner === undefined || (head.use !== 'sign' && head.use !== 'encrypt')) {
      this.#others.set(head.name, Promise.resolve(secret));
      return;
    }
    const privateKey = createPrivateKey({ key: { ...secret }, format: 'jwk' });
    const jwk = publicJwk(privateKey);
    const entry = {
      createdAt: head.createdAt,
      jwk,
      kid: keyId(jwk),
      owner: head.owner as Actor,
      use: head.use,
    };
    this.#keys.set(entry.kid, { ...entry, privateKey });
  }

  async generate(owner: Actor, use: KeyUse): Promise<KeyEntry> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = keyId(publicJwk(privateKey));
    const head: KeyFileHead = { createdAt: this.#clock.now(), format: 1, name, owner, use };
    const secret = secretJwkOf(privateKey);
    await this.#write(head, secret);
    this.#remember({ head, secret });
    return withoutPrivate(this.#held(name));
  }

  async #write(head: KeyFileHead, secret: SecretJwk): Promise<void> {
    const content = writeKeyFile(head, secret, this.#sealing);
    await writeSecretFile(path.join(this.directory, `${head.name}.json`), content);
  }

  list(owner?: Actor): readonly KeyEntry[] {
    return [...this.#keys.values()]
      .filter((key) => owner === undefined || key.owner === owner)
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0))
      .map(withoutPrivate);
  }

  current(owner: Actor, use: KeyUse): KeyEntry | undefined {
    return this.list(owner).findLast((key) => key.use === use);
  }

  has(kid: KeyId): boolean {
    return this.#keys.has(kid);
  }

  privateKey(kid: KeyId): KeyObject {
    return this.#held(kid).privateKey;
  }

  #held(kid: KeyId): Held {
    const held = this.#keys.get(kid);
    if (held === undefined) throw fail('KEY_MISSING', `no key ${kid}`);
    return held;
  }

  async secret(name: string): Promise<Uint8Array> {
    const found = await this.#other(`secret-${name}`, 'secret', () => ({
      k: toBase64url(randomBytes(32)),
      kty: 'oct',
    }));
    return fromBase64url(found.k ?? '');
  }

  async checkpointKey(): Promise<KeyObject> {
    const jwk = await this.#other('checkpoint', 'checkpoint', () =>
      secretJwkOf(generateKeyPairSync('ed25519').privateKey),
    );
    return createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  }

  #other(name: string, use: KeyFileHead['use'], make: () => SecretJwk): Promise<SecretJwk> {
    const found = this.#others.get(name);
    if (found !== undefined) return found;
    const made = this.#create(name, use, make());
    this.#others.set(name, made);
    // A key that could not be written must not be used: the next caller tries again.
    made.catch(() => this.#others.delete(name));
    return made;
  }

  /** Two processes can need the first one at once: there is one key all the same. */
  async #create(name: string, use: KeyFileHead['use'], secret: SecretJwk): Promise<SecretJwk> {
    const file = path.join(this.directory, `${name}.json`);
    const head = { createdAt: this.#clock.now(), format: 1, name, use } as const;
    if (await createSecretFile(file, writeKeyFile(head, secret, this.#sealing))) return secret;
    const content = await readSecretFile(file);
    return readKeyFile(name, content ?? '', this.#sealing).secret;
  }

  async destroy(kid: KeyId): Promise<void> {
    this.#keys.delete(kid);
    await destroySecretFile(path.join(this.directory, `${kid}.json`));
  }
}

function withoutPrivate({ createdAt, jwk, kid, owner, use }: Held): KeyEntry {
  return { createdAt, jwk, kid, owner, use };
}
