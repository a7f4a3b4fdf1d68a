import { OnceError } from '@onceledger/chaincode/domain';
import { settleAll, type Gateway } from '@onceledger/gateway';
import { agenciesOf, type Consortium } from '@onceledger/network';
import type { EmbeddedNode } from '@onceledger/network/embedded';
import { readHome } from '../home/read-home.js';
import { connectEmbedded } from './embedded.js';
import { closeAll, gatewayNamed, hostOf, openGateways, platformOf, type Connected } from './gateways.js';
import type { Runtime, RuntimeOptions } from './runtime.js';

/**
 * Opens the home: its embedded ledger, or the Fabric network that its consortium file names. HOME_MISSING, HOME_FORMAT,
 * LEDGER_LOCKED, NETWORK_MISSING.
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { consortium } = await readHome(options.home);
  return openWith(options, consortium);
}

/** As `openRuntime`, of a home that is being made. */
export async function openWith(options: RuntimeOptions, consortium: Consortium): Promise<Runtime> {
  const connected = await connect(options, consortium);
  try {
    const workers = connected.workers && (options.workers ?? true);
    const gateways = await openGateways(options, consortium, { ...connected, workers });
    return new OpenedRuntime(options.home, consortium, gateways, { ...connected, workers });
  } catch (error) {
    await connected.close();
    throw error;
  }
}

async function connect(options: RuntimeOptions, consortium: Consortium): Promise<Connected> {
  if (consortium.ledger === 'embedded') return connectEmbedded(options, consortium);
  // Loaded only where it is used: an embedded ledger needs nothing of it.
  const { connectNetwork } = await import('./fabric.js');
  return connectNetwork(options, consortium);
}

class OpenedRuntime implements Runtime {
  readonly home: string;
  readonly consortium: Consortium;
  readonly gateways: readonly Gateway[];
  readonly node?: EmbeddedNode;
  readonly works: boolean;
  readonly #connected: Connected;

  constructor(home: string, consortium: Consortium, gateways: readonly Gateway[], connected: Connected) {
    this.home = home;
    this.consortium = consortium;
    this.gateways = gateways;
    this.#connected = connected;
    this.works = connected.workers;
    if (connected.node !== undefined) this.node = connected.node;
  }

  get platform(): Gateway {
    const platform = platformOf(this.consortium);
    const found = this.gateways.find(({ organization }) => organization === platform) ?? this.gateways[0];
    return found ?? this.gateway(platform);
  }

  gateway: Runtime['gateway'] = (organization) => gatewayNamed(this.gateways, organization);

  hosts: Runtime['hosts'] = (text) => agenciesOf(this.consortium).some(({ code }) => code === text);

  gatewayOf: Runtime['gatewayOf'] = (agency) => this.gateway(hostOf(this.consortium, agency));

  ledger: Runtime['ledger'] = (organization) => this.gateway(organization).ledger;

  async settle(): Promise<void> {
    await settleAll(await reachable(this.gateways));
  }

  async close(): Promise<void> {
    const ledgers = this.gateways.map(({ ledger }) => ledger);
    await closeAll([...this.gateways, ...ledgers, this.#connected]);
  }
}

/** A home can have several organizations: one whose peer is down keeps nobody else from working. */
async function reachable(gateways: readonly Gateway[]): Promise<readonly Gateway[]> {
  const heights = await Promise.allSettled(gateways.map(({ ledger }) => ledger.height()));
  const found = gateways.filter((_, index) => heights[index]?.status === 'fulfilled');
  const failures = heights.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
  const other = failures.find(
    (reason) => !(reason instanceof OnceError) || reason.code !== 'LEDGER_UNREACHABLE',
  );
  if (other !== undefined || found.length === 0) throw other ?? failures[0];
  return found;
}
