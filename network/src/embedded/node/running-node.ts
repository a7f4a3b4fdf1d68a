import { fail, type LedgerId, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Orderer } from '../commit/orderer.js';
import type { Peer } from '../endorsement/peer.js';
import type { EmbeddedNode, GatewayClient, NodeCounters } from '../node.js';
import { asGatewayClient } from '../server/in-process-client.js';
import type { OrdererService } from '../server/orderer-service.js';
import type { PeerService } from '../server/peer-service.js';
import type { Channel } from './channel.js';
import type { IdentityPlaces } from './identities.js';

export interface RunningFacts {
  readonly ledger: LedgerId;
  readonly channelName: string;
  readonly channel: Channel;
  readonly orderer: Orderer;
  readonly peers: ReadonlyMap<OrganizationId, Peer>;
  readonly services: ReadonlyMap<OrganizationId, PeerService>;
  readonly ordererService: OrdererService;
  /** Of what is committed and announced. */
  readonly height: () => bigint;
  readonly places: IdentityPlaces;
  /** Ends every open stream and wait. */
  readonly stop: () => void;
}

export class RunningNode implements EmbeddedNode {
  readonly ledger: LedgerId;
  readonly channel: string;
  readonly organizations: readonly OrganizationId[];
  readonly counters: NodeCounters;
  readonly #facts: RunningFacts;
  readonly #clients: ReadonlyMap<OrganizationId, GatewayClient>;
  #closing: Promise<void> | undefined;

  constructor(facts: RunningFacts) {
    this.#facts = facts;
    this.ledger = facts.ledger;
    this.channel = facts.channelName;
    this.organizations = [...facts.services.keys()];
    this.counters = facts.channel.counters;
    this.#clients = new Map(
      [...facts.services].map(([organization, service]) => [organization, asGatewayClient(service)]),
    );
  }

  get failure(): Error | undefined {
    return this.#facts.orderer.failure;
  }

  height(): bigint {
    return this.#facts.height();
  }

  client(organization: OrganizationId): GatewayClient {
    const client = this.#clients.get(organization);
    if (!client) throw fail('NOT_FOUND', `the ledger has no organization ${organization}`);
    return client;
  }

  /** For `serveNode`: where keys and files stand, and what is offered over gRPC. */
  get places(): IdentityPlaces {
    return this.#facts.places;
  }

  get services(): ReadonlyMap<OrganizationId, PeerService> {
    return this.#facts.services;
  }

  get ordererService(): OrdererService {
    return this.#facts.ordererService;
  }

  /** Errors name the peer by where it is reached. */
  nameAddress(organization: OrganizationId, address: string): void {
    const peer = this.#facts.peers.get(organization);
    if (peer) peer.address = address;
  }

  /** What is queued is committed first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#facts.orderer.close();
    this.#facts.stop();
    await this.#facts.channel.close();
  }
}
