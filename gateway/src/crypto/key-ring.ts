import { fail, splitActor, type Actor, type Clock, type DeclarantId } from '@onceledger/chaincode/domain';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { OpeningKey } from './jwe.js';
import { openKeyStore } from './key-store.js';
import type { KeyEntry, KeyStore, KeyStoreOptions, KeyUse } from './types.js';

/** Finds the keys of whoever acts: agencies in the organization's store, declarants each in a folder of their own. */
export class KeyRing {
  readonly #organization: KeyStore;
  readonly #declarants: string | undefined;
  readonly #options: KeyStoreOptions & { readonly clock: Clock };
  readonly #open = new Map<DeclarantId, Promise<KeyStore>>();

  constructor(
    organization: KeyStore,
    declarants: string | undefined,
    options: KeyStoreOptions & { readonly clock: Clock },
  ) {
    this.#organization = organization;
    this.#declarants = declarants;
    this.#options = options;
  }

  /** The newest key that is here. @throws KEY_MISSING */
  async current(actor: Actor, use: KeyUse): Promise<OpeningKey> {
    const store = await this.#storeOf(actor, false);
    const entry = store?.current(actor, use);
    if (store === undefined || entry === undefined) throw fail('KEY_MISSING', `no ${use} key of ${actor}`);
    return { kid: entry.kid, privateKey: store.privateKey(entry.kid) };
  }

  /** Every key of this actor that opens: a declarant's own, an agency's for encryption. */
  async opening(actor: Actor): Promise<readonly OpeningKey[]> {
    const store = await this.#storeOf(actor, false);
    if (store === undefined) return [];
    const use = isDeclarant(actor) ? 'sign' : 'encrypt';
    return store
      .list(actor)
      .filter((entry) => entry.use === use)
      .map(({ kid }) => ({ kid, privateKey: store.privateKey(kid) }));
  }

  async find(actor: Actor, use: KeyUse): Promise<KeyEntry | undefined> {
    return (await this.#storeOf(actor, false))?.current(actor, use);
  }

  /** Makes a key; for a declarant also his folder. */
  async generate(actor: Actor, use: KeyUse): Promise<KeyEntry> {
    const store = await this.#storeOf(actor, true);
    if (store === undefined) throw fail('KEY_MISSING', 'no folder for the keys of declarants is configured');
    return store.generate(actor, use);
  }

  async #storeOf(actor: Actor, create: boolean): Promise<KeyStore | undefined> {
    const { declarant } = splitActor(actor);
    if (declarant === undefined) return this.#organization;
    if (this.#declarants === undefined) return undefined;
    const folder = path.join(this.#declarants, declarant, 'keys');
    if (!create && !existsSync(folder)) return undefined;
    const opened = this.#open.get(declarant) ?? openKeyStore(folder, this.#options);
    this.#open.set(declarant, opened);
    return opened;
  }
}

function isDeclarant(actor: Actor): boolean {
  return splitActor(actor).declarant !== undefined;
}
