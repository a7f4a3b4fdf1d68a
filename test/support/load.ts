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

/** A few at a time, each key once; what was refused, as all in flight is when a definition changes, is not counted. */
export class Load {
  readonly acknowledged: string[] = [];
  readonly #clients: Clients;
  #stopped = false;

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  async run(): Promise<void> {
    await Promise.all(['a', 'b', 'c'].map((worker) => this.#work(worker)));
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
      const key = `${worker}${String(index)}`;
      await this.#clients.submit('alpha', 'put', key, `value of ${key}`).then(
        () => this.acknowledged.push(key),
        () => undefined,
      );
    }
  }
}
