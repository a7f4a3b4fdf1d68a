import { fail, OnceError } from '@onceledger/chaincode/domain';
import { settleAll, type Gateway } from '@onceledger/gateway';
import type { Consortium } from '@onceledger/network';
import { openNode, type EmbeddedNode } from '@onceledger/network/embedded';
import { layout } from '../home/layout.js';
import { readHome } from '../home/read-home.js';
import { closeAll, gatewayNamed, hostOf, openGateways, platformOf, type Connection } from './gateways.js';
import { connectServed, hasServer } from './served.js';
import type { Runtime, RuntimeOptions } from './runtime.js';

/**
 * Opens the home: as the ledger's only process where its lock is free, otherwise as a client of the process that serves
 * it. HOME_MISSING, HOME_FORMAT, LEDGER_LOCKED with the pid of whoever has it and does not serve.
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { consortium } = await readHome(options.home);
  if (consortium.ledger !== 'embedded')
    throw fail(
      'CONFIGURATION_INVALID',
      `consortium.yaml: ledger ${consortium.ledger} is not run by this command`,
    );
  const node = await openFreeNode(options, consortium);
  if (node === undefined) {
    const served = await connectServed(options.home);
    return compose(options, consortium, { ...served, workers: false });
  }
  const workers = options.workers ?? true;
  const client: Connection['client'] = (organization) => node.client(organization);
  try {
    return await compose(
      options,
      consortium,
      { ledger: node.ledger, client, workers, close: () => node.close() },
      node,
    );
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** Undefined where another process has the lock and offers its server. */
async function openFreeNode(
  { home, clock, storage, contracts, onProgress }: RuntimeOptions,
  consortium: Consortium,
): Promise<EmbeddedNode | undefined> {
  try {
    return await openNode({
      directory: layout(home).ledger,
      consortium,
      onProgress: (done, total) => onProgress?.('replay', Number(done), Number(total)),
      ...(clock === undefined ? {} : { clock }),
      ...(storage === undefined ? {} : { storage }),
      ...(contracts === undefined ? {} : { contracts }),
    });
  } catch (error) {
    const locked = error instanceof OnceError && error.code === 'LEDGER_LOCKED';
    if (locked && (await hasServer(home))) return undefined;
    throw error;
  }
}

async function compose(
  options: RuntimeOptions,
  consortium: Consortium,
  connection: Connection & { close(): Promise<void> },
  node?: EmbeddedNode,
): Promise<Runtime> {
  const gateways = await openGateways(options, consortium, connection);
  return new OpenedRuntime(options.home, consortium, gateways, connection, node);
}

class OpenedRuntime implements Runtime {
  readonly home: string;
  readonly consortium: Consortium;
  readonly gateways: readonly Gateway[];
  readonly node?: EmbeddedNode;
  readonly #connection: Connection & { close(): Promise<void> };

  constructor(
    home: string,
    consortium: Consortium,
    gateways: readonly Gateway[],
    connection: Connection & { close(): Promise<void> },
    node: EmbeddedNode | undefined,
  ) {
    this.home = home;
    this.consortium = consortium;
    this.gateways = gateways;
    this.#connection = connection;
    if (node !== undefined) this.node = node;
  }

  get platform(): Gateway {
    return this.gateway(platformOf(this.consortium));
  }

  gateway: Runtime['gateway'] = (organization) => gatewayNamed(this.gateways, organization);

  gatewayOf: Runtime['gatewayOf'] = (agency) => this.gateway(hostOf(this.consortium, agency));

  ledger: Runtime['ledger'] = (organization) => this.gateway(organization).ledger;

  async settle(): Promise<void> {
    await settleAll([...this.gateways]);
  }

  async close(): Promise<void> {
    await closeAll([...this.gateways, this.#connection]);
  }
}
