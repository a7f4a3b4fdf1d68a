import { status } from '@grpc/grpc-js';
import { RpcError } from '../embedded/server/rpc-error.js';
import type { DiscoveredPeer, DiscoveryResults, Endorser, Interest, Sdk } from './sdk.js';

/** Milliseconds after which an answer is asked for anew, and after which the old one is used no more. */
const FRESH = 2_000;
const USABLE = 30_000;

interface Answer {
  readonly at: number;
  readonly results: Promise<DiscoveryResults>;
  renewing: boolean;
}

/** Peers by group, and how many of each group endorse: one layout of a plan. */
export type Layout = readonly { readonly peers: readonly Endorser[]; readonly wanted: number }[];

/** What the discovery service says, asked for once for all who want to know at the same time. */
export class Discovery {
  readonly #sdk: Sdk;
  readonly #answers = new Map<string, Answer>();

  constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  /** Peers of an organization that have the chaincode, the most advanced first; every peer has Fabric's own. */
  async peersOf(organization: string, chaincode: string): Promise<Endorser[]> {
    const { peers_by_org: members = {} } = await this.#ask();
    const peers = members[organization]?.peers ?? [];
    return this.#connected(peers.filter((peer) => SYSTEM.has(chaincode) || hasChaincode(peer, chaincode)));
  }

  /** The ways to satisfy the policies of what was read and written; those that one's own organization is part of first. */
  async layouts(interest: Interest, own: string): Promise<Layout[]> {
    const plan = SYSTEM.has(interest.name) ? undefined : await this.#plan(interest);
    if (plan === undefined) throw new RpcError(status.FAILED_PRECONDITION, NO_COMBINATION);
    const layouts = plan.layouts.map((layout) =>
      Object.entries(layout).map(([group, wanted]) => ({
        peers: this.#connected(plan.groups[group]?.peers ?? []),
        wanted,
      })),
    );
    const withOwn = (layout: Layout): boolean =>
      layout.some(({ peers }) => peers.some(({ mspid }) => mspid === own));
    return shuffled(layouts).toSorted((one, other) => Number(withOwn(other)) - Number(withOwn(one)));
  }

  async #plan(interest: Interest): Promise<DiscoveryResults['endorsement_plan']> {
    try {
      return (await this.#ask(interest)).endorsement_plan;
    } catch (error) {
      const { message } = error as Error;
      if (!message.includes('DiscoveryService')) throw unavailable(message);
      throw new RpcError(status.FAILED_PRECONDITION, `${NO_COMBINATION}: ${message}`);
    }
  }

  async #ask(interest?: Interest): Promise<DiscoveryResults> {
    const key = JSON.stringify(interest ?? null);
    const known = this.#answers.get(key);
    const age = known === undefined ? Infinity : Date.now() - known.at;
    if (known === undefined || age > USABLE) return this.#renew(key, interest);
    if (age > FRESH && !known.renewing) {
      known.renewing = true;
      this.#renewBehind(key, known, interest);
    }
    return known.results;
  }

  #renew(key: string, interest: Interest | undefined): Promise<DiscoveryResults> {
    const results = this.#sdk.discover(interest);
    this.#answers.set(key, { at: Date.now(), results, renewing: false });
    results.catch(() => this.#answers.delete(key));
    return results;
  }

  /** A dead peer or orderer holds an answer up for seconds: those who ask meanwhile go by the one before. */
  #renewBehind(key: string, known: Answer, interest: Interest | undefined): void {
    const results = this.#sdk.discover(interest);
    results.then(
      () => this.#answers.set(key, { at: Date.now(), results, renewing: false }),
      () => {
        known.renewing = false;
      },
    );
  }

  #connected(peers: readonly DiscoveredPeer[]): Endorser[] {
    const endorsers = this.#sdk.endorsers();
    return peers
      .toSorted((one, other) => heightOf(other) - heightOf(one))
      .flatMap(
        ({ endpoint }) => endorsers.find(({ endpoint: { url } }) => url === `grpcs://${endpoint}`) ?? [],
      );
  }
}

const SYSTEM = new Set(['cscc', 'qscc', 'lscc', '_lifecycle']);
const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy';

function hasChaincode({ chaincodes = [] }: DiscoveredPeer, name: string): boolean {
  return chaincodes.some((one) => one.name === name);
}

function heightOf({ ledgerHeight }: DiscoveredPeer): number {
  return Number(ledgerHeight?.toString() ?? 0);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

export function unavailable(message: string): RpcError {
  return new RpcError(status.UNAVAILABLE, message);
}
