import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '@onceledger/chaincode/domain';
import { metric } from './health.js';
import { hostOf, watched, type FabricNetwork } from './network.js';
import { failedProcess } from './health.js';
import type { OrdererPlace } from './topology.js';

const PATIENCE = 60_000;
const INTERVAL = 200;

/** Until the orderers have elected a leader; where some are elsewhere, nobody waits for them here. */
export async function orderingReady(network: FabricNetwork): Promise<void> {
  if ((network.topology.elsewhere?.orderers.length ?? 0) > 0) return;
  const until = Date.now() + PATIENCE;
  while ((await findLeader(network)) === undefined) {
    if (Date.now() > until) throw await withoutLeader(network);
    await delay(INTERVAL);
  }
}

/** The node that leads now; undefined while none does. */
export async function findLeader({ topology }: FabricNetwork): Promise<OrdererPlace | undefined> {
  const gauge = topology.ordering === 'bft:4' ? 'consensus_BFT_is_leader' : 'consensus_etcdraft_is_leader';
  for (const orderer of topology.orderers) {
    const value = await metric(
      hostOf(topology, orderer),
      orderer.operationsPort,
      gauge,
      `channel="${topology.channel}"`,
    ).catch(() => undefined);
    if (value === 1) return orderer;
  }
  return undefined;
}

async function withoutLeader({ places, topology }: FabricNetwork): Promise<Error> {
  const [first] = topology.orderers;
  if (first === undefined) return fail('CONFIGURATION_INVALID', 'the network has no orderer');
  return failedProcess(watched(places, first), 'has elected no leader with the others');
}
