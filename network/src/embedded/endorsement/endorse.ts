import { status } from '@grpc/grpc-js';
import { assembleTransaction } from '../../blocks/encode-transaction.js';
import { type ErrorDetail, RpcError } from '../server/rpc-error.js';
import type { AccessIdentity } from './access.js';
import type { Endorsed, Peer } from './peer.js';
import { type EndorsementRules, planEndorsement } from './plan.js';
import type { Proposal } from './proposal.js';
import type { Collections } from '../chaincode/collections.js';

export interface Endorsers {
  readonly peers: ReadonlyMap<string, Peer>;
  readonly rules: EndorsementRules;
  readonly collections: Collections;
}
type Accepted = Exclude<Endorsed, { refused: string }>;

/**
 * Collects endorsements as Fabric's gateway does. Named organizations: each must endorse. Otherwise the gateway's own
 * peer first; what it read and wrote decides who else.
 */
export async function collectEndorsements(
  endorsers: Endorsers,
  proposal: Proposal,
  creator: AccessIdentity,
  choice: { readonly own: string; readonly named: readonly string[] },
): Promise<Uint8Array> {
  const collected = new Collected(endorsers.peers, proposal, creator);
  if (choice.named.length > 0) await collectFrom(collected, endorsers, choice.named);
  else await collectByPlan(collected, endorsers, proposal, choice.own);
  return assembleTransaction(proposal, collected.payload, collected.endorsements);
}

async function collectFrom(
  collected: Collected,
  { peers }: Endorsers,
  named: readonly string[],
): Promise<void> {
  const missing = named.filter((organization) => !peers.has(organization));
  if (missing.length > 0) {
    throw new RpcError(
      status.UNAVAILABLE,
      `failed to find any endorsing peers for org(s): ${missing.join(', ')}`,
    );
  }
  for (const organization of new Set(named)) await collected.ask(organization);
  if (collected.failures.length > 0) throw notEnough(collected);
}

async function collectByPlan(
  collected: Collected,
  { peers, rules, collections }: Endorsers,
  proposal: Proposal,
  first: string,
): Promise<void> {
  const accepted = await collected.ask(first);
  if (!accepted) {
    throw new RpcError(
      status.ABORTED,
      'failed to endorse transaction, see attached details for more info',
      collected.failures,
    );
  }
  const facts = { first, rules, collections, use: accepted.use, hasTransient: proposal.hasTransient };
  const organizations = [...peers.keys()];
  for (;;) {
    const plan = planEndorsement({ ...facts, organizations, excluded: collected.failed });
    if ('impossible' in plan) {
      if (collected.failures.length > 0) throw notEnough(collected);
      throw new RpcError(status.FAILED_PRECONDITION, plan.impossible);
    }
    const missing = plan.organizations.filter((organization) => !collected.has(organization));
    if (missing.length === 0) {
      collected.keep(plan.organizations);
      return;
    }
    for (const organization of missing) await collected.ask(organization);
  }
}

function notEnough({ failures }: Collected): RpcError {
  return new RpcError(
    status.ABORTED,
    'failed to collect enough transaction endorsements, see attached details for more info',
    failures,
  );
}

/** Answers so far; the first one sets the payload that all others must equal. */
class Collected {
  readonly failed = new Set<string>();
  readonly failures: ErrorDetail[] = [];
  readonly #accepted = new Map<string, Accepted>();
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #proposal: Proposal;
  readonly #creator: AccessIdentity;

  constructor(peers: ReadonlyMap<string, Peer>, proposal: Proposal, creator: AccessIdentity) {
    this.#peers = peers;
    this.#proposal = proposal;
    this.#creator = creator;
  }

  get payload(): Uint8Array {
    return this.#first().payload;
  }

  get endorsements(): Accepted['endorsement'][] {
    return [...this.#accepted.values()].map(({ endorsement }) => endorsement);
  }

  has(organization: string): boolean {
    return this.#accepted.has(organization);
  }

  keep(organizations: readonly string[]): void {
    for (const organization of this.#accepted.keys()) {
      if (!organizations.includes(organization)) this.#accepted.delete(organization);
    }
  }

  async ask(organization: string): Promise<Accepted | undefined> {
    const peer = this.#peers.get(organization);
    if (!peer) return undefined;
    const answer = await peer.endorse(this.#proposal, this.#creator);
    if (answer.refused !== undefined) {
      this.#fail(peer, answer.refused);
      return;
    }
    if (this.#accepted.size > 0 && Buffer.compare(this.payload, answer.payload) !== 0) {
      this.#fail(peer, 'ProposalResponsePayloads do not match');
      return;
    }
    this.#accepted.set(organization, answer);
    return answer;
  }

  #fail({ address, organization }: Peer, message: string): undefined {
    this.failed.add(organization);
    this.failures.push({ address, mspId: organization, message });
  }

  #first(): Accepted {
    const [first] = this.#accepted.values();
    if (!first) throw new RpcError(status.ABORTED, 'no endorsement was collected');
    return first;
  }
}
