import {
  connect,
  hash,
  signers,
  type Contract,
  type Gateway,
  type Network,
  type SubmittedTransaction,
} from '@hyperledger/fabric-gateway';
import type { ConnectOptions } from '@hyperledger/fabric-gateway';
import { common } from '@hyperledger/fabric-protos';
import { createPrivateKey } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventSuite } from './event-suite.js';
import { privateSuite } from './private-suite.js';
import { querySuite } from './query-suite.js';
import { refusalSuite } from './refusal-suite.js';
import { transactionSuite } from './transaction-suite.js';

export type Organization = 'alpha' | 'beta' | 'gamma';

/**
 * What a ledger must have to be put under the suite: organizations alpha, beta and gamma; `MinimalContract` as chaincode
 * `once`, endorsed by two of them; collection `sealed` of alpha and beta (required peer count 1) and `bodies` of beta and
 * gamma (blockToLive 2), both with memberOnlyRead.
 */
export interface LedgerUnderTest {
  readonly channel: string;
  client(organization: Organization): ConnectOptions['client'];
  identity(organization: Organization): Promise<{ mspId: string; certificate: string; privateKey: string }>;
  close(): Promise<void>;
}

/** The stock client, as its own documentation connects it. */
export class Clients {
  readonly ledger: LedgerUnderTest;
  readonly #gateways = new Map<Organization, Gateway>();
  /** The highest block that has something submitted here. */
  #last = -1n;

  constructor(ledger: LedgerUnderTest) {
    this.ledger = ledger;
  }

  async gateway(organization: Organization): Promise<Gateway> {
    const known = this.#gateways.get(organization);
    if (known) return known;
    const { mspId, certificate, privateKey } = await this.ledger.identity(organization);
    const gateway = connect({
      client: this.ledger.client(organization),
      identity: { mspId, credentials: Buffer.from(certificate) },
      signer: signers.newPrivateKeySigner(createPrivateKey(privateKey)),
      hash: hash.sha256,
      evaluateOptions: () => ({ deadline: Date.now() + 10_000 }),
      endorseOptions: () => ({ deadline: Date.now() + 15_000 }),
      submitOptions: () => ({ deadline: Date.now() + 10_000 }),
      commitStatusOptions: () => ({ deadline: Date.now() + 60_000 }),
    });
    this.#gateways.set(organization, gateway);
    return gateway;
  }

  async network(organization: Organization): Promise<Network> {
    return (await this.gateway(organization)).getNetwork(this.ledger.channel);
  }

  async contract(organization: Organization, name = 'once'): Promise<Contract> {
    return (await this.network(organization)).getContract(name);
  }

  async submit(organization: Organization, name: string, ...args: string[]): Promise<string> {
    const contract = await this.contract(organization);
    return text(await this.#committed(await contract.submitAsync(name, { arguments: args })));
  }

  /** By that organization's own peer, once it has what was submitted here: each peer commits in its own time. */
  async evaluate(organization: Organization, name: string, ...args: string[]): Promise<string> {
    await this.reached(organization);
    return text(await (await this.contract(organization)).evaluateTransaction(name, ...args));
  }

  /** Submits with a value in the transient map. */
  async submitPrivate(
    organization: Organization,
    [name, ...args]: readonly [string, ...string[]],
    value: string,
    endorsingOrganizations?: Organization[],
  ): Promise<void> {
    const contract = await this.contract(organization);
    await this.#committed(
      await contract.submitAsync(name, {
        arguments: args,
        transientData: { value },
        ...(endorsingOrganizations && { endorsingOrganizations }),
      }),
    );
  }

  async reached(organization: Organization): Promise<void> {
    const contract = await this.contract(organization, 'qscc');
    for (;;) {
      const info = await contract.evaluateTransaction('GetChainInfo', this.ledger.channel);
      if (BigInt(common.BlockchainInfo.deserializeBinary(info).getHeight()) > this.#last) return;
      await delay(10);
    }
  }

  async #committed(commit: SubmittedTransaction): Promise<Uint8Array> {
    const { blockNumber, code, successful } = await commit.getStatus();
    if (!successful) throw new Error(`the transaction is invalid, code ${code}`);
    if (blockNumber > this.#last) this.#last = blockNumber;
    return commit.getResult();
  }
}

export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** What every ledger must do; `open` is called once. */
export function ledgerSuite(name: string, open: () => Promise<LedgerUnderTest>): void {
  describe(name, () => {
    let ledger: LedgerUnderTest | undefined;
    let clients: Clients | undefined;
    before(async function () {
      this.timeout(120_000);
      ledger = await open();
      clients = new Clients(ledger);
    });
    after(() => ledger?.close());
    const use = (): Clients => clients!;
    transactionSuite(use);
    querySuite(use);
    privateSuite(use);
    eventSuite(use);
    refusalSuite(use);
  });
}
