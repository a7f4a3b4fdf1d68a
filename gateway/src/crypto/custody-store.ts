import { publicJwk } from '@onceledger/chaincode/crypto';
import { fail, keyId, type Actor, type Clock, type DeclarantId } from '@onceledger/chaincode/domain';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { createSecretFile, destroySecretFile, makeSecretFolder, readSecretFile } from './files.js';
import type { OpeningKey } from './jwe.js';
import { secretJwkOf } from './jwk.js';
import { readKeyFile, writeKeyFile, type SecretJwk } from './key-file.js';
import { storeKey } from './passphrase.js';
import type { Recipient } from './sealing.js';

/**
 * A custodian's keys per declarant, one file each, read when needed: there can be millions. They stay out of every backup
 * of data, so that destroying one erases what was sealed to it (docs/spec/key-store.md).
 */
export class CustodyStore {
  readonly #directory: string;
  readonly #sealing: Uint8Array | undefined;
  readonly #clock: Clock;
  readonly #making = new Map<string, Promise<SecretJwk>>();

  private constructor(directory: string, sealing: Uint8Array | undefined, clock: Clock) {
    this.#directory = directory;
    this.#sealing = sealing;
    this.#clock = clock;
  }

  static async open(directory: string, clock: Clock, passphraseFile?: string): Promise<CustodyStore> {
    await makeSecretFolder(directory);
    return new CustodyStore(directory, await storeKey(directory, passphraseFile), clock);
  }

  /** The custodian as recipient under its key for this declarant, made on first use and durable before it is answered. */
  async recipient(custodian: Actor, declarant: DeclarantId): Promise<Recipient> {
    const jwk = publicJwk(privateKeyOf(await this.#secret(custodian, declarant)));
    return { jwk, kid: keyId(jwk), owner: custodian };
  }

  /** Undefined where there is none, or no longer one. */
  async key(custodian: Actor, declarant: DeclarantId): Promise<OpeningKey | undefined> {
    const secret = await this.#read(custodian, declarant);
    if (secret === undefined) return undefined;
    const privateKey = privateKeyOf(secret);
    return { kid: keyId(publicJwk(privateKey)), privateKey };
  }

  /** Erases: what was sealed to this key never opens again for the custodian. */
  async destroy(custodian: Actor, declarant: DeclarantId): Promise<void> {
    await destroySecretFile(this.#file(custodian, declarant));
  }

  async #secret(custodian: Actor, declarant: DeclarantId): Promise<SecretJwk> {
    const file = this.#file(custodian, declarant);
    const making = this.#making.get(file) ?? this.#readOrMake(custodian, declarant);
    this.#making.set(file, making);
    try {
      return await making;
    } finally {
      this.#making.delete(file);
    }
  }

  async #readOrMake(custodian: Actor, declarant: DeclarantId): Promise<SecretJwk> {
    const found = await this.#read(custodian, declarant);
    if (found !== undefined) return found;
    const secret = secretJwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const head = {
      createdAt: this.#clock.now(),
      format: 1,
      name: declarant,
      owner: custodian,
      use: 'custody',
    } as const;
    await makeSecretFolder(path.dirname(this.#file(custodian, declarant)));
    const file = this.#file(custodian, declarant);
    if (await createSecretFile(file, writeKeyFile(head, secret, this.#sealing))) return secret;
    return (await this.#read(custodian, declarant)) ?? secret;
  }

  async #read(custodian: Actor, declarant: DeclarantId): Promise<SecretJwk | undefined> {
    const content = await readSecretFile(this.#file(custodian, declarant));
    if (content === undefined) return undefined;
    const { head, secret } = readKeyFile(declarant, content, this.#sealing);
    if (head.name !== declarant || head.owner !== custodian)
      throw fail('STORAGE_DAMAGED', 'a custody key stands under another name');
    return secret;
  }

  #file(custodian: Actor, declarant: DeclarantId): string {
    return path.join(this.#directory, custodian.replace(':', '-'), `${declarant}.json`);
  }
}

function privateKeyOf(secret: SecretJwk): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: { ...secret }, format: 'jwk' });
}
