import { fail, type LedgerId, type OrganizationId } from '@onceledger/chaincode/domain';
import type { Orderer } from '../commit/orderer.js';
import type { EmbeddedNode, GatewayClient, NodeCounters } from '../node.js';
import { asGatewayClient } from '../server/in-process-client.js';
import type { PeerService } from '../server/peer-service.js';
import type { Channel } from './channel.js';

export interface RunningFacts {
  readonly ledger: LedgerId;
  readonly channelName: string;
  readonly channel: Channel;
  readonly orderer: Orderer;
  readonly services: ReadonlyMap<OrganizationId, PeerService>;
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

  height(): bigint {
    return this.#facts.channel.files.blocks.height;
  }

  client(organization: OrganizationId): GatewayClient {
    const client = this.#clients.get(organization);
    if (!client) throw fail('NOT_FOUND', `the ledger has no organization ${organization}`);
    return client;
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
