import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import type { ReadWriteLock } from '../commit/read-write-lock.js';
import type { TransactionStatus, TransactionWaiters } from '../commit/transaction-waiters.js';
import { type AccessIdentity, type ChannelAccess, READERS } from '../endorsement/access.js';
import { collectEndorsements, type Endorsers } from '../endorsement/endorse.js';
import type { Proposal } from '../endorsement/proposal.js';
import { NO_COMBINATION } from '../endorsement/plan.js';
import { invalid, type ProposalGate } from '../endorsement/proposal-gate.js';
import type { Slots } from '../endorsement/slots.js';
import type { StateStore } from '../stores.js';
import type { Evaluated, Peer, Refused } from '../endorsement/peer.js';
import { field } from './wire-field.js';
import { RpcError } from './rpc-error.js';
import type { Cancellation } from './rpc-service.js';
import type { SystemChaincodes } from './system-chaincodes.js';

export interface GatewayFacts {
  readonly own: Peer;
  readonly endorsers: Endorsers;
  readonly channel: string;
  readonly chaincode: string;
  readonly access: ChannelAccess;
  readonly gate: ProposalGate;
  readonly state: StateStore;
  readonly lock: ReadWriteLock;
  readonly endorsing: Slots;
  readonly evaluating: Slots;
  readonly system: SystemChaincodes;
  readonly waiters: TransactionWaiters;
  readonly now: () => Date;
  /** Hands a signed envelope to the orderer; throws `RpcError` where it is refused. */
  readonly broadcast: (envelope: Uint8Array) => Promise<void>;
}

/** The Gateway service of one logical peer (internal/pkg/gateway). */
export class GatewayService {
  readonly #facts: GatewayFacts;

  constructor(facts: GatewayFacts) {
    this.#facts = facts;
  }

  async evaluate(request: gateway.EvaluateRequest): Promise<Uint8Array> {
    const signed = request.getProposedTransaction();
    const proposal = this.#facts.gate.unpack(signed, 'failed to unpack transaction proposal: ');
    const target = this.#target(request.getTargetOrganizationsList());
    const answer = await this.#facts.evaluating.use(() => this.#evaluateOn(target, proposal));
    if (answer.refused !== undefined) throw evaluateRefused(target, answer);
    const result = new peer.Response();
    result.setStatus(answer.response.status);
    result.setMessage(answer.response.message ?? '');
    result.setPayload(answer.response.payload ?? new Uint8Array());
    const response = new gateway.EvaluateResponse();
    response.setResult(result);
    return response.serializeBinary();
  }

  async endorse(request: gateway.EndorseRequest): Promise<Uint8Array> {
    const proposal = this.#facts.gate.unpack(request.getProposedTransaction());
    const named = request.getEndorsingOrganizationsList();
    const { endorsing, lock, own, endorsers, system } = this.#facts;
    if (system.has(proposal.chaincode)) throw new RpcError(status.FAILED_PRECONDITION, NO_COMBINATION);
    const payload = await endorsing.use(async () => {
      const creator = await this.#verify(
        proposal,
        (message) =>
          new RpcError(status.ABORTED, 'failed to endorse transaction, see attached details for more info', [
            { address: own.address, mspId: own.organization, message },
          ]),
      );
      return lock.read(() =>
        collectEndorsements(endorsers, proposal, creator, { own: own.organization, named }),
      );
    });
    return encodeEndorseResponse(payload);
  }

  async submit(request: gateway.SubmitRequest): Promise<Uint8Array> {
    const envelope = request.getPreparedTransaction();
    if (!envelope) throw invalid('a prepared transaction is required');
    if (envelope.getSignature_asU8().length === 0) throw invalid('prepared transaction must be signed');
    await this.#facts.broadcast(envelope.serializeBinary());
    return new gateway.SubmitResponse().serializeBinary();
  }

  async commitStatus(signed: gateway.SignedCommitStatusRequest, call: Cancellation): Promise<Uint8Array> {
    if (signed.getRequest_asU8().length === 0) throw invalid('a commit status request is required');
    const request = gateway.CommitStatusRequest.deserializeBinary(signed.getRequest_asU8());
    if (request.getIdentity_asU8().length === 0) throw invalid('no identity provided');
    if (request.getChannelId() === '') throw invalid('no channel ID provided');
    if (request.getTransactionId() === '') throw invalid('transaction ID should not be empty');
    await this.assertReader(request.getIdentity_asU8(), signed.getRequest_asU8(), signed.getSignature_asU8());
    const found = await this.#statusOf(request.getTransactionId(), call);
    const response = new gateway.CommitStatusResponse();
    response.setResult(found.code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
    response.setBlockNumber(Number(found.block));
    return response.serializeBinary();
  }

  /** Signed requests for status and events: a reader of the channel. */
  async assertReader(identity: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<void> {
    const { access, channel, now } = this.#facts;
    const creator = access.identity(identity);
    const genuine = creator?.isValid(now()) === true && (await creator.verifyLater(message, signature));
    if (!genuine || !access.satisfies(READERS, [creator])) {
      throw new RpcError(
        status.PERMISSION_DENIED,
        `failed evaluating policy on signed data during check policy on channel [${channel}] with policy [${READERS}]: [implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Readers' sub-policies to be satisfied]`,
      );
    }
  }

  async #statusOf(transactionId: string, call: Cancellation): Promise<TransactionStatus> {
    const { state, waiters } = this.#facts;
    // Waiting first: nothing committed between the look and the wait is missed.
    const waiting = waiters.wait(transactionId);
    const found = await state.transaction(transactionId);
    if (found) {
      waiting.end(new Error('known already'));
      return found;
    }
    call.onCancel((reason) => {
      waiting.end(reason);
    });
    return waiting.status;
  }

  async #evaluateOn(target: Peer, proposal: Proposal): Promise<Evaluated> {
    const { system, lock } = this.#facts;
    const creator = await this.#verify(
      proposal,
      (message) =>
        new RpcError(status.FAILED_PRECONDITION, `evaluate call to endorser returned error: ${message}`, [
          { address: target.address, mspId: target.organization, message },
        ]),
    );
    const systemAnswer = await system.invoke(proposal, creator);
    return systemAnswer ?? lock.read(() => target.evaluate(proposal, creator));
  }

  #target(organizations: readonly string[]): Peer {
    const { own, endorsers } = this.#facts;
    if (organizations.length === 0 || organizations.includes(own.organization)) return own;
    const found = organizations.map((organization) => endorsers.peers.get(organization)).find(Boolean);
    if (found) return found;
    throw new RpcError(
      status.FAILED_PRECONDITION,
      `no peers available to evaluate chaincode ${this.#facts.chaincode} in channel ${this.#facts.channel}`,
    );
  }

  async #verify(proposal: Proposal, refuse: (message: string) => RpcError): Promise<AccessIdentity> {
    try {
      return await this.#facts.gate.verify(proposal);
    } catch (error) {
      throw refuse(error instanceof Error ? error.message : String(error));
    }
  }
}

function evaluateRefused(target: Peer, { refused, byContract }: Refused) {
  const details = [{ address: target.address, mspId: target.organization, message: refused }];
  return byContract
    ? new RpcError(status.UNKNOWN, `evaluate call to endorser returned error: ${refused}`, details)
    : new RpcError(
        status.ABORTED,
        'failed to evaluate transaction, see attached details for more info',
        details,
      );
}

/** EndorseResponse { prepared_transaction = 1: Envelope { payload = 1 } }: the client signs it. */
function encodeEndorseResponse(payload: Uint8Array): Uint8Array {
  return field(0x0a, field(0x0a, payload));
}
