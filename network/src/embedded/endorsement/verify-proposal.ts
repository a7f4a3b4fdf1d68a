import { type AccessIdentity, type ChannelAccess, WRITERS } from './access.js';
import { transactionId } from '../../blocks/hashes.js';
import type { Proposal } from './proposal.js';

/** `peer.authentication.timewindow` of core.yaml. */
const TIME_WINDOW = 15 * 60_000;
const ENDORSER_TRANSACTION = 3;
const CONFIG = 1;

export interface ProposalFacts {
  readonly access: ChannelAccess;
  readonly now: Date;
  readonly hasTransaction: (transactionId: string) => Promise<boolean>;
}

/** What a peer checks before it simulates (core/endorser/msgvalidation.go and its authentication filters), in its words. */
export async function verifyProposal(proposal: Proposal, facts: ProposalFacts): Promise<AccessIdentity> {
  assertTimeWindow(proposal, facts.now);
  assertForm(proposal);
  const creator = await verifyCreator(proposal, facts);
  if (await facts.hasTransaction(proposal.transactionId)) {
    throw new Error(
      `duplicate transaction found [${proposal.transactionId}]. Creator [${Buffer.from(proposal.creator).toString('hex')}]`,
    );
  }
  return creator;
}

/** Application chaincodes want a writer of the channel; system chaincodes check for themselves. */
export function assertWriter(access: ChannelAccess, creator: AccessIdentity, channel: string): void {
  if (!access.satisfies(WRITERS, [creator])) {
    throw new Error(
      `failed evaluating policy on signed data during check policy [${WRITERS}] on channel [${channel}]: [implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied]`,
    );
  }
}

function assertTimeWindow({ timestamp }: Proposal, now: Date): void {
  if (!timestamp) throw new Error('channel header in envelope must contain timestamp');
  if (Math.abs(now.getTime() - timestamp.getTime()) > TIME_WINDOW) {
    throw new Error(
      `request unauthorized due to incorrect timestamp ${seconds(timestamp)}, peer time ${seconds(now)}, peer.authentication.timewindow 15m0s`,
    );
  }
}

/** RFC 3339 without fractions. */
function seconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function assertForm(proposal: Proposal): void {
  const refuse = (reason: string): never => {
    throw new Error(`error validating proposal: ${reason}`);
  };
  if (proposal.type !== ENDORSER_TRANSACTION && proposal.type !== CONFIG) {
    refuse(`invalid header type ${proposal.type.toString()}`);
  }
  if (proposal.epoch !== 0) refuse('epoch is non-zero');
  if (proposal.nonce.length === 0) refuse('nonce is empty');
  if (proposal.creator.length === 0) refuse('creator is empty');
  const expected = transactionId(proposal.nonce, proposal.creator);
  if (proposal.transactionId !== expected) {
    refuse(`incorrectly computed txid '${proposal.transactionId}' -- expected '${expected}'`);
  }
  if (proposal.signature.length === 0) refuse('empty signature bytes');
}

async function verifyCreator(proposal: Proposal, { access, now }: ProposalFacts): Promise<AccessIdentity> {
  const creator = access.identity(proposal.creator);
  const where = `access denied: channel [${proposal.channel}]`;
  if (!creator) {
    throw new Error(`error validating proposal: ${where} creator org unknown, creator is malformed`);
  }
  if (!creator.isValid(now) || !(await creator.verifyLater(proposal.bytes, proposal.signature))) {
    throw new Error(`error validating proposal: ${where} creator org [${creator.serialized.mspId}]`);
  }
  return creator;
}
