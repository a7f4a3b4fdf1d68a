import { join } from 'node:path';
import { createLedger, openNode, type EmbeddedNode } from '@onceledger/network/embedded';
import { readIdentity } from '@onceledger/network/identity';
import { Clients, type Organization } from '../ledger/suite.js';
import type { FaultDisk } from './fault-disk.js';
import { FaultyStorage } from './faulty-storage.js';
import { MinimalContract } from './minimal-contract.js';
import { organizationId, smallConsortium } from './small-ledger.js';

const CONSORTIUM = smallConsortium();
const COLLECTION = 'sealed';

/** Makes a ledger in a home; its files on the disk that is answered. */
export async function makeDisk(home: string): Promise<FaultDisk> {
  const storage = new FaultyStorage();
  await createLedger({ directory: join(home, 'ledger'), consortium: CONSORTIUM, storage });
  return storage.disk.copy();
}

/** What a client knows: which key holds which value because the ledger said so; which it was never answered about. */
export class Acknowledged {
  readonly values = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  readonly purged = new Set<string>();
  readonly unanswered = new Set<string>();
}

/** A node on a faulty storage, used through the stock client. */
export class NodeUnderFault {
  readonly node: EmbeddedNode;
  readonly #clients: Clients;

  private constructor(node: EmbeddedNode, clients: Clients) {
    this.node = node;
    this.#clients = clients;
  }

  static async open(home: string, storage: FaultyStorage): Promise<NodeUnderFault> {
    const node = await openNode({
      directory: join(home, 'ledger'),
      consortium: CONSORTIUM,
      storage,
      contracts: () => [MinimalContract],
    });
    const clients = new Clients({
      channel: CONSORTIUM.channel,
      client: (organization) => node.client(organizationId(organization)),
      identity: (organization) =>
        readIdentity(join(home, 'organizations', organization, 'msp'), organizationId(organization)),
      close: () => node.close(),
    });
    return new NodeUnderFault(node, clients);
  }

  close(): Promise<void> {
    return this.node.close();
  }

  /** Three waves at once each: public values, private values, a purge of what the wave before wrote. */
  async work(known: Acknowledged): Promise<void> {
    await Promise.all([
      this.put(known, 'a', '1'),
      this.put(known, 'b', '2'),
      this.putSecret(known, 's', 'first secret'),
    ]);
    await Promise.all([
      this.put(known, 'a', '3'),
      this.putSecret(known, 't', 'second secret'),
      this.purge(known, 's'),
    ]);
    await this.put(known, 'c', '4');
  }

  put(known: Acknowledged, key: string, value: string): Promise<void> {
    return this.#record(known, `${key}=${value}`, this.#clients.submit('alpha', 'put', key, value), () => {
      known.values.set(key, value);
    });
  }

  putSecret(known: Acknowledged, key: string, value: string): Promise<void> {
    const call = this.#clients.submitPrivate('alpha', ['putPrivate', COLLECTION, key], value, [
      'alpha',
      'beta',
    ]);
    return this.#record(known, `${key}=${value}`, call, () => {
      known.secrets.set(key, value);
    });
  }

  purge(known: Acknowledged, key: string): Promise<void> {
    const call = this.#clients.submit('alpha', 'purgePrivate', COLLECTION, key);
    return this.#record(known, `${key}=`, call, () => {
      known.purged.add(key);
    });
  }

  /** The first thing that is not as acknowledged. */
  async findFault(known: Acknowledged): Promise<string | undefined> {
    for (const key of ['a', 'b', 'c', 'd']) {
      const found = await this.#clients.evaluate('gamma', 'get', key);
      if (!fits(known, key, found, known.values.get(key))) return `${key} is ${found}`;
    }
    for (const member of ['alpha', 'beta'] as const) {
      for (const key of ['s', 't']) {
        const fault = await this.#findSecretFault(known, member, key);
        if (fault !== undefined) return fault;
      }
    }
    return undefined;
  }

  async #findSecretFault(
    known: Acknowledged,
    member: Organization,
    key: string,
  ): Promise<string | undefined> {
    const found = await this.#clients.evaluate(member, 'getPrivate', COLLECTION, key);
    const expected = known.purged.has(key) ? '' : known.secrets.get(key);
    return fits(known, key, found, expected) ? undefined : `${key} at ${member} is ${found}`;
  }

  async #record(
    known: Acknowledged,
    what: string,
    call: Promise<unknown>,
    acknowledge: () => void,
  ): Promise<void> {
    known.unanswered.add(what);
    const answer = await call.then(
      () => true,
      () => false,
    );
    if (!answer) return;
    known.unanswered.delete(what);
    acknowledge();
  }
}

/** What was acknowledged last, or what was asked for and never answered. */
function fits(known: Acknowledged, key: string, found: string, acknowledged = ''): boolean {
  return found === acknowledged || known.unanswered.has(`${key}=${found}`);
}
