import { status } from '@grpc/grpc-js';
import { assembleTransaction } from '../blocks/encode-transaction.js';
import type { Proposal } from '../embedded/endorsement/proposal.js';
import { type ErrorDetail, RpcError } from '../embedded/server/rpc-error.js';
import { ask } from './asking.js';
import { type Discovery, type Layout, unavailable } from './discovery.js';
import { interestOf } from './interest.js';
import type { Endorser, ProposalResponse } from './sdk.js';

interface Choice {
  readonly own: string;
  readonly named: readonly string[];
}

/**
 * Collects endorsements as Fabric's gateway does. Named organizations: each must endorse. Otherwise one's own peer first;
 * what it read and wrote decides, by the discovery service, who else.
 */
export async function collectEndorsements(
  discovery: Discovery,
  proposal: Proposal,
  { own, named }: Choice,
): Promise<Uint8Array> {
  const round = new Round(proposal);
  const layouts =
    named.length > 0
      ? [await namedLayout(discovery, proposal.chaincode, named)]
      : await plannedLayouts(discovery, round, proposal, own);
  for (const layout of layouts) {
    const found = await round.fill(layout);
    if (found !== undefined) return found;
  }
  throw new RpcError(
    status.ABORTED,
    'failed to collect enough transaction endorsements, see attached details for more info',
    round.failures,
  );
}

async function namedLayout(
  discovery: Discovery,
  chaincode: string,
  named: readonly string[],
): Promise<Layout> {
  const organizations = [...new Set(named)];
  const groups = await Promise.all(organizations.map((one) => discovery.peersOf(one, chaincode)));
  const missing = organizations.filter((_, index) => groups[index]?.length === 0);
  if (missing.length > 0)
    throw unavailable(`failed to find any endorsing peers for org(s): ${missing.join(', ')}`);
  return groups.map((peers) => ({ peers, wanted: 1 }));
}

async function plannedLayouts(
  discovery: Discovery,
  round: Round,
  proposal: Proposal,
  own: string,
): Promise<Layout[]> {
  const { chaincode } = proposal;
  const peers = await discovery.peersOf(own, chaincode);
  if (peers.length === 0) throw unavailable(`no peer of ${own} has the chaincode ${chaincode}`);
  const [first] = await round.from(peers, 1, new Set());
  if (first === undefined)
    throw new RpcError(
      status.ABORTED,
      'failed to endorse transaction, see attached details for more info',
      round.failures,
    );
  return discovery.layouts(interestOf(proposal, first.payload), own);
}

/** The answers to one proposal. No peer is asked twice. */
class Round {
  readonly failures: ErrorDetail[] = [];
  readonly #proposal: Proposal;
  readonly #asked = new Map<Endorser, Promise<ProposalResponse | undefined>>();

  constructor(proposal: Proposal) {
    this.#proposal = proposal;
  }

  /** The transaction, or undefined where these peers do not suffice or do not agree. */
  async fill(layout: Layout): Promise<Uint8Array | undefined> {
    const taken = new Set<Endorser>();
    const found = await Promise.all(layout.map(({ peers, wanted }) => this.from(peers, wanted, taken)));
    if (found.some((answers, index) => answers.length < (layout[index]?.wanted ?? 0))) return undefined;
    const answers = found.flat();
    const [payload] = answers.map((answer) => answer.payload);
    if (payload === undefined || answers.some((one) => Buffer.compare(one.payload, payload) !== 0)) {
      this.#disagree(taken);
      return undefined;
    }
    const endorsements = answers.flatMap(({ endorsement }) => endorsement ?? []);
    return assembleTransaction(this.#proposal, payload, endorsements);
  }

  /** So many answers of a group; those who answered already come first. */
  async from(group: readonly Endorser[], wanted: number, taken: Set<Endorser>): Promise<ProposalResponse[]> {
    const found: ProposalResponse[] = [];
    const inOrder = group.toSorted(
      (one, other) => Number(this.#asked.has(other)) - Number(this.#asked.has(one)),
    );
    for (const endorser of inOrder) {
      if (found.length === wanted) break;
      if (taken.has(endorser)) continue;
      taken.add(endorser);
      const answer = await this.#ask(endorser);
      if (answer !== undefined) found.push(answer);
    }
    return found;
  }

  #ask(endorser: Endorser): Promise<ProposalResponse | undefined> {
    const asked = this.#asked.get(endorser) ?? this.#send(endorser);
    this.#asked.set(endorser, asked);
    return asked;
  }

  async #send(endorser: Endorser): Promise<ProposalResponse | undefined> {
    const reply = await ask(endorser, this.#proposal);
    if (reply.kind === 'accepted') return reply.response;
    this.failures.push(reply.detail);
    return undefined;
  }

  #disagree(taken: ReadonlySet<Endorser>): void {
    for (const { endpoint, mspid } of taken)
      this.failures.push({
        address: endpoint.url.replace('grpcs://', ''),
        mspId: mspid,
        message: 'ProposalResponsePayloads do not match',
      });
  }
}
