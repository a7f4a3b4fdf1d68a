import { connect, hash, type ConnectOptions, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { CHAINCODE_NAME, type OrganizationId } from '@onceledger/chaincode/domain';
import { connectLedger, nativeSigner, type Ledger } from '@onceledger/gateway';
import type { FabricNetwork } from '@onceledger/network/fabric';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { CliSession } from './cli-session.js';
import { networkOf, underTest } from './fabric-network.js';
import { COLLUDING, type ForgeryOptions } from './forger.js';
import { runForgers, startForger, stopChaincode } from './forger-process.js';
import { consortiumWithStranger, STRANGER } from './stranger.js';

/** Where a client's call goes; the product's chaincode on the consortium's channel unless told otherwise. */
export interface Called {
  /** Whose peer it asks; its own organization's where absent. */
  readonly at?: string;
  readonly chaincode?: string;
  readonly channel?: string;
}

/** The default consortium and a stranger, from `once network up`; the stranger, tax and commerce run a modified chaincode. */
export async function startAttackedNetwork(): Promise<AttackedNetwork> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-attacked-'));
  const session = new CliSession(path.join(folder, 'home'), folder);
  const forger = path.join(folder, 'forger');
  const remove = async (): Promise<void> => {
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await session.write('consortium.yaml', await consortiumWithStranger());
    await session.ok('network up --consortium consortium.yaml');
    const network = await networkOf(session.home);
    await runForgers(network, [STRANGER, ...COLLUDING], forger);
    const attacked = new AttackedNetwork({ forger, network, session }, await underTest({ network, remove }));
    await endorsing(attacked);
    return attacked;
  } catch (error) {
    await remove();
    throw error;
  }
}

const PATIENCE = 60_000;

/** Until those peers have found each other, and the modified chaincode answers each: what is tested is not their start. */
async function endorsing(attacked: AttackedNetwork): Promise<void> {
  const contract = await attacked.contract('tax');
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      await contract
        .newProposal('forger:put', {
          arguments: ['nothing', '[]', '{}'],
          endorsingOrganizations: [STRANGER, ...COLLUDING],
        })
        .endorse();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(200);
    }
  }
}

interface Attacked {
  readonly session: CliSession;
  readonly network: FabricNetwork;
  /** Folder of the modified chaincode. */
  readonly forger: string;
}

export class AttackedNetwork {
  readonly session: CliSession;
  readonly network: FabricNetwork;
  readonly #forger: string;
  readonly #ledger: LedgerUnderTest;
  readonly #gateways: Gateway[] = [];

  constructor({ forger, network, session }: Attacked, ledger: LedgerUnderTest) {
    this.session = session;
    this.network = network;
    this.#forger = forger;
    this.#ledger = ledger;
  }

  get home(): string {
    return this.session.home;
  }

  get channel(): string {
    return this.#ledger.channel;
  }

  /** From then on the organization's peer endorses nothing. */
  stopChaincode(organization: string): Promise<void> {
    return stopChaincode(this.network, organization);
  }

  /** The modified one, again. */
  startChaincode(organization: string): Promise<void> {
    return startForger(this.network, organization, this.#forger);
  }

  /** The way to an organization's peer. */
  peer(organization: string): ConnectOptions['client'] {
    return this.#ledger.client(organization as never);
  }

  identity(organization: string): ReturnType<LedgerUnderTest['identity']> {
    return this.#ledger.identity(organization as never);
  }

  /** What is forged goes to tax's peer, to be endorsed by these. */
  by(...endorsers: readonly string[]): ForgeryOptions {
    return { client: this.peer('tax'), endorsers };
  }

  async gateway(client: string, at = client): Promise<Gateway> {
    const { certificate, mspId, privateKey } = await this.identity(client);
    const gateway = connect({
      client: this.peer(at),
      hash: hash.none,
      identity: { credentials: Buffer.from(certificate), mspId },
      signer: nativeSigner(privateKey),
    });
    this.#gateways.push(gateway);
    return gateway;
  }

  async contract(
    client: string,
    { at, chaincode = CHAINCODE_NAME, channel = this.channel }: Called = {},
  ): Promise<Contract> {
    const gateway = await this.gateway(client, at);
    return gateway.getNetwork(channel).getContract(chaincode);
  }

  /** A channel as tax sees it. */
  async ledger(channel: string): Promise<Ledger> {
    const organization = 'tax' as OrganizationId;
    return connectLedger({
      ...(await this.identity(organization)),
      channel,
      client: this.peer(organization),
      ledger: this.network.topology.ledger,
      organization,
      organizations: [],
    });
  }

  async close(): Promise<void> {
    for (const gateway of this.#gateways) gateway.close();
    await this.#ledger.close();
  }
}
