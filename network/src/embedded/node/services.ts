import type { OrganizationId } from '@onceledger/chaincode/domain';
import type { EndorsementRules } from '../endorsement/plan.js';
import type { Peer } from '../endorsement/peer.js';
import { CHANNEL_READERS, READERS } from '../endorsement/access.js';
import type { ConfiguredAccess } from '../endorsement/channel-access.js';
import { ProposalGate } from '../endorsement/proposal-gate.js';
import { Slots } from '../endorsement/slots.js';
import type { TransactionWaiters } from '../commit/transaction-waiters.js';
import type { Orderer } from '../commit/orderer.js';
import type { BlockReader } from '../events/block-reader.js';
import { broadcast, type BroadcastFacts, refusedByOrderer } from '../server/broadcast.js';
import { EndorserService } from '../server/endorser-service.js';
import { GatewayService } from '../server/gateway-service.js';
import { OrdererService } from '../server/orderer-service.js';
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
    gate: new ProposalGate({
      ...facts,
      channel: channelName,
      state,
      counters,
      isSystem: (name) => system.has(name),
    }),
    state,
    lock,
    system,
    evaluating,
    broadcast: ordering(facts),
  };
  const deliver = { channel: channelName, access, policy: READERS, reader, now: facts.now };
  const services = new Map<OrganizationId, PeerService>();
  for (const [organization, own] of facts.peers) {
    const gateway = new GatewayService({ ...shared, own });
    const endorser = new EndorserService({ ...shared, own, slots: facts.endorsing });
    const blocksAndPrivateData = privateBlocks(own.privateStore, collections);
    const service = new PeerService({ gateway, endorser, deliver, blocksAndPrivateData, reader, state });
    services.set(organization, service);
  }
  return services;
}

/** What the orderer offers clients and peers that follow the chain. */
export function ordererService(facts: ServiceFacts): OrdererService {
  const { channelName, access, reader, now } = facts;
  return new OrdererService({
    broadcast: (envelope) => broadcast(envelope, broadcastFacts(facts)),
    deliver: { channel: channelName, access, policy: CHANNEL_READERS, reader, now },
  });
}

function broadcastFacts({ channel, channelName, ...facts }: ServiceFacts): BroadcastFacts {
  return { ...facts, channel: channelName, transients: channel.transients };
}

function ordering(facts: ServiceFacts): (envelope: Uint8Array) => Promise<void> {
  const own = broadcastFacts(facts);
  return async (envelope) => {
    const refusal = await broadcast(envelope, own);
    if (refusal) throw refusedByOrderer(refusal, 'orderer', 'orderer');
  };
}
