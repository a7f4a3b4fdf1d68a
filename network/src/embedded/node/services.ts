import type { OrganizationId } from '@onceledger/chaincode/domain';
import type { EndorsementRules } from '../endorsement/plan.js';
import type { Peer } from '../endorsement/peer.js';
import { READERS } from '../endorsement/access.js';
import type { ConfiguredAccess } from '../endorsement/channel-access.js';
import { Slots } from '../endorsement/slots.js';
import type { TransactionWaiters } from '../commit/transaction-waiters.js';
import type { Orderer } from '../commit/orderer.js';
import type { BlockReader } from '../events/block-reader.js';
import { broadcast, refusedByOrderer } from '../server/broadcast.js';
import { GatewayService } from '../server/gateway-service.js';
import { PeerService } from '../server/peer-service.js';
import { privateBlocks } from '../server/private-form.js';
import { SystemChaincodes } from '../server/system-chaincodes.js';
import type { Channel } from './channel.js';

export interface ServiceFacts {
  readonly channelName: string;
  readonly chaincode: string;
  readonly channel: Channel;
  readonly peers: ReadonlyMap<OrganizationId, Peer>;
  readonly rules: EndorsementRules;
  readonly access: ConfiguredAccess;
  readonly orderer: Orderer;
  readonly endorsing: Slots;
  readonly waiters: TransactionWaiters;
  readonly reader: BlockReader;
  readonly maxBytes: number;
  readonly now: () => Date;
}

/** Queries running at a time over all peers: enough to hide the reads of one behind the work of another. */
const EVALUATING = 16;

/** One service a logical peer; they share everything but the peer. */
export function peerServices(facts: ServiceFacts): Map<OrganizationId, PeerService> {
  const { channel, channelName, access, reader } = facts;
  const { state, lock, counters } = channel;
  const evaluating = new Slots(EVALUATING);
  const system = new SystemChaincodes({ channel: channelName, access, reader, state });
  const collections = channel.collections();
  const shared = {
    ...facts,
    channel: channelName,
    endorsers: { peers: facts.peers, rules: facts.rules, collections },
    state,
    lock,
    counters,
    system,
    evaluating,
    broadcast: ordering(facts),
  };
  const deliver = { channel: channelName, access, policy: READERS, reader, now: facts.now };
  const services = new Map<OrganizationId, PeerService>();
  for (const [organization, own] of facts.peers) {
    const gateway = new GatewayService({ ...shared, own });
    const blocksAndPrivateData = privateBlocks(own.privateStore, collections);
    services.set(organization, new PeerService({ gateway, deliver, blocksAndPrivateData, reader, state }));
  }
  return services;
}

function ordering({ channel, channelName, ...facts }: ServiceFacts): (envelope: Uint8Array) => Promise<void> {
  const { transients } = channel;
  return (envelope) => {
    const refusal = broadcast(envelope, { ...facts, channel: channelName, transients });
    return refusal ? Promise.reject(refusedByOrderer(refusal, 'orderer', 'orderer')) : Promise.resolve();
  };
}
