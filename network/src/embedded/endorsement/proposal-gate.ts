import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { NodeCounters } from '../node.js';
import { RpcError } from '../server/rpc-error.js';
import type { StateStore } from '../stores.js';
import type { AccessIdentity, ChannelAccess } from './access.js';
import { type Proposal, unpackProposal } from './proposal.js';
import { assertWriter, verifyProposal } from './verify-proposal.js';

export interface GateFacts {
  readonly channel: string;
  readonly chaincode: string;
  readonly access: ChannelAccess;
  readonly state: StateStore;
  readonly isSystem: (chaincode: string) => boolean;
  readonly counters: NodeCounters;
  readonly now: () => Date;
}

/** What every proposal passes before it is simulated, whichever service it came through. */
export class ProposalGate {
  readonly #facts: GateFacts;

  constructor(facts: GateFacts) {
    this.#facts = facts;
  }

  /** Takes a signed proposal for this channel and a known chaincode apart; throws `RpcError`s as a gateway peer does. */
  unpack(signed: peer.SignedProposal | undefined, prefix = ''): Proposal {
    const bytes = signed?.getProposalBytes_asU8() ?? new Uint8Array();
    if (!signed || bytes.length === 0) {
      throw invalid('the proposed transaction must contain a signed proposal');
    }
    let proposal: Proposal;
    try {
      proposal = unpackProposal(bytes, signed.getSignature_asU8(), this.#facts.counters);
    } catch (error) {
      throw invalid(`${prefix}${error instanceof Error ? error.message : String(error)}`);
    }
    this.#assertKnown(proposal);
    return proposal;
  }

  /** Who signed it; throws plain errors in a peer's words. */
  async verify(proposal: Proposal): Promise<AccessIdentity> {
    const { access, state, isSystem, now } = this.#facts;
    const creator = await verifyProposal(proposal, {
      access,
      now: now(),
      hasTransaction: async (transactionId) => (await state.transaction(transactionId)) !== undefined,
    });
    if (!isSystem(proposal.chaincode)) assertWriter(access, creator, proposal.channel);
    return creator;
  }

  #assertKnown({ channel, chaincode }: Proposal): void {
    if (channel !== this.#facts.channel) {
      throw new RpcError(status.UNAVAILABLE, `channel '${channel}' not found`);
    }
    if (chaincode !== this.#facts.chaincode && !this.#facts.isSystem(chaincode)) {
      throw new RpcError(
        status.FAILED_PRECONDITION,
        `no peers available to evaluate chaincode ${chaincode} in channel ${channel}`,
      );
    }
  }
}

export function invalid(text: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, text);
}
