import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clients, Organization } from '../ledger/suite.js';

/** Whether an organization endorses a write together with another. */
export async function endorses(
  clients: Clients,
  organization: Organization,
  beside: Organization = 'alpha',
): Promise<boolean> {
  const contract = await clients.contract(beside);
  const proposal = contract.newProposal('put', {
    arguments: ['endorsed', 'by both'],
    endorsingOrganizations: [beside, organization],
  });
  return proposal.endorse().then(
    () => true,
    () => false,
  );
}

const PRIVATE = 'sealed';

/** A few at a time, each key once; what was refused, as all in flight is when a definition changes, is not counted. */
export class Load {
  static #made = 0;
  readonly attempted: string[] = [];
  readonly acknowledged: string[] = [];
  readonly #clients: Clients;
  readonly #workers: readonly string[];
  #stopped = false;

  /** The third worker's keys can be private to alpha and beta, endorsed by alpha and gamma. */
  constructor(clients: Clients, third: 'c' | typeof PRIVATE = 'c') {
    this.#clients = clients;
    Load.#made += 1;
    this.#workers = ['a', 'b', third].map((worker) => `${worker}${String(Load.#made)}`);
  }

  async run(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => this.#work(worker)));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Until so many more were acknowledged. */
  async more(count: number): Promise<void> {
    const enough = this.acknowledged.length + count;
    const until = Date.now() + 60_000;
    while (this.acknowledged.length < enough) {
      if (Date.now() > until) throw new Error('the network no longer serves');
      await delay(50);
    }
  }

  async #work(worker: string): Promise<void> {
    for (let index = 0; !this.#stopped; index += 1) {
      const key = `${worker}.${String(index)}`;
      this.attempted.push(key);
      await this.#put(key).then(
        () => this.acknowledged.push(key),
        () => delay(100),
      );
    }
  }

  async #put(key: string): Promise<void> {
    const value = valueOf(key);
    if (!isPrivate(key)) await this.#clients.submit('alpha', 'put', key, value);
    else await this.#clients.submitPrivate('alpha', ['putPrivate', PRIVATE, key], value, ['alpha', 'gamma']);
  }
}

/** Each of these keys has its value, at a peer that did not endorse it where it is private. */
export async function expectThere(clients: Clients, keys: readonly string[]): Promise<void> {
  for (const key of keys)
    if (isPrivate(key))
      expect(await clients.evaluate('beta', 'getPrivate', PRIVATE, key), key).to.equal(valueOf(key));
    else expect(await clients.evaluate('gamma', 'get', key), key).to.equal(valueOf(key));
}

/** Those of the private keys that are on the chain, by their hash. */
export async function committedPrivately(clients: Clients, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys.filter(isPrivate))
    if ((await clients.evaluate('gamma', 'getPrivateHash', PRIVATE, key)) !== '') found.push(key);
  return found;
}

function isPrivate(key: string): boolean {
  return key.startsWith(PRIVATE);
}

function valueOf(key: string): string {
  return `value of ${key}`;
}
