import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import { setTimeout as delay } from 'node:timers/promises';
import { type Proposal, unpackProposal } from '../embedded/endorsement/proposal.js';
import { chaincodeEvents } from '../embedded/events/chaincode-events.js';
import { METHODS } from '../embedded/server/methods.js';
import { RpcError } from '../embedded/server/rpc-error.js';
import type { Cancellation, RpcService } from '../embedded/server/rpc-service.js';
import { field } from '../embedded/server/wire-field.js';
import { ask, type Reply } from './asking.js';
import { broadcast } from './broadcasting.js';
import { type Discovery, unavailable } from './discovery.js';
import { collectEndorsements } from './endorsing.js';
import type { Found, OwnQueries } from './own-queries.js';
import type { Sdk } from './sdk.js';

export interface NetworkFacts {
  readonly sdk: Sdk;
  readonly discovery: Discovery;
  readonly queries: OwnQueries;
  readonly channel: string;
  readonly organization: string;
  /** msp.SerializedIdentity of whoever holds the connections. */
  readonly identity: Uint8Array;
  readonly follow: (
    start: bigint,
    signal: AbortSignal,
  ) => AsyncIterable<{ readonly number: bigint; readonly bytes: Uint8Array }>;
}

/** The calls of Fabric's Gateway service, answered here for peers that have none. */
export class NetworkService implements RpcService {
  readonly #facts: NetworkFacts;

  constructor(facts: NetworkFacts) {
    this.#facts = facts;
  }

  unary(method: string, request: Uint8Array, call: Cancellation): Promise<Uint8Array> {
    switch (method) {
      case METHODS.evaluate:
        return this.#evaluate(gateway.EvaluateRequest.deserializeBinary(request));
      case METHODS.endorse:
        return this.#endorse(gateway.EndorseRequest.deserializeBinary(request));
      case METHODS.submit:
        return this.#submit(gateway.SubmitRequest.deserializeBinary(request));
      case METHODS.commitStatus:
        return this.#commitStatus(gateway.SignedCommitStatusRequest.deserializeBinary(request), call);
      default:
        throw unknown(method);
    }
  }

  serverStream(method: string, request: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (method !== METHODS.chaincodeEvents) throw unknown(method);
    return this.#events(gateway.SignedChaincodeEventsRequest.deserializeBinary(request), signal);
  }

  /** Block streams go to a peer: every Fabric peer serves them. */
  bidiStream(method: string): AsyncIterable<Uint8Array> {
    throw unknown(method);
  }

  async #evaluate(request: gateway.EvaluateRequest): Promise<Uint8Array> {
    const proposal = unpacked(request.getProposedTransaction());
    const named = request.getTargetOrganizationsList();
    const { organization, discovery } = this.#facts;
    const targets = named.length === 0 || named.includes(organization) ? [organization] : named;
    const peers = await Promise.all(targets.map((one) => discovery.peersOf(one, proposal.chaincode)));
    let away: Reply | undefined;
    for (const endorser of peers.flat()) {
      const reply = await ask(endorser, proposal);
      if (reply.kind === 'accepted') return evaluated(reply.response.response);
      if (reply.kind === 'refused') throw evaluateRefused(reply);
      away = reply;
    }
    const why = away?.kind === 'away' ? `: ${away.detail.message}` : '';
    throw unavailable(
      `no peers available to evaluate chaincode ${proposal.chaincode} in channel ${proposal.channel}${why}`,
    );
  }

  async #endorse(request: gateway.EndorseRequest): Promise<Uint8Array> {
    const { discovery, organization: own } = this.#facts;
    const named = request.getEndorsingOrganizationsList();
    const proposal = unpacked(request.getProposedTransaction());
    const payload = await collectEndorsements(discovery, proposal, { own, named });
    // EndorseResponse { prepared_transaction = 1: Envelope { payload = 1 } }: the client signs it.
    return field(0x0a, field(0x0a, payload));
  }

  async #submit(request: gateway.SubmitRequest): Promise<Uint8Array> {
    const envelope = request.getPreparedTransaction();
    if (envelope === undefined) throw invalid('a prepared transaction is required');
    await broadcast(this.#facts.sdk, envelope);
    return new gateway.SubmitResponse().serializeBinary();
  }

  async #commitStatus(signed: gateway.SignedCommitStatusRequest, call: Cancellation): Promise<Uint8Array> {
    const request = gateway.CommitStatusRequest.deserializeBinary(signed.getRequest_asU8());
    this.#assertOwn(request.getIdentity_asU8());
    const found = await this.#statusOf(request.getTransactionId(), call);
    const response = new gateway.CommitStatusResponse();
    response.setResult(found.code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
    response.setBlockNumber(Number(found.block));
    return response.serializeBinary();
  }

  /**
   * Asked for again and again: fabric-network's own event service begins at the newest block, so that a commit between a look
   * and its beginning is never heard of. Who has much in flight follows the block stream and asks here only where that broke.
   */
  async #statusOf(id: string, call: Cancellation): Promise<Found> {
    const cancelled = new AbortController();
    call.onCancel((reason) => {
      cancelled.abort(reason);
    });
    for (let pause = SHORTEST; ; pause = Math.min(2 * pause, LONGEST)) {
      const found = await this.#facts.queries.transaction(id);
      if (found !== undefined) return found;
      cancelled.signal.throwIfAborted();
      await delay(pause);
    }
  }

  async *#events(
    signed: gateway.SignedChaincodeEventsRequest,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const request = gateway.ChaincodeEventsRequest.deserializeBinary(signed.getRequest_asU8());
    this.#assertOwn(request.getIdentity_asU8());
    const { follow, queries } = this.#facts;
    const reader = { follow, height: await queries.height() };
    yield* chaincodeEvents(request, { reader, state: queries }, signal);
  }

  /** What is asked for here is read from peers in the name of who holds the connections: nobody else gets it. */
  #assertOwn(identity: Uint8Array): void {
    if (Buffer.compare(identity, this.#facts.identity) !== 0)
      throw new RpcError(status.PERMISSION_DENIED, 'the connection is of another identity');
  }
}

/** Milliseconds between two looks. */
const SHORTEST = 10;
const LONGEST = 160;

function unpacked(signed: peer.SignedProposal | undefined): Proposal {
  if (signed === undefined) throw invalid('a proposed transaction is required');
  try {
    return unpackProposal(signed.getProposalBytes_asU8(), signed.getSignature_asU8());
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function evaluated(answer: {
  readonly status: number;
  readonly message: string;
  readonly payload: Uint8Array;
}) {
  const result = new peer.Response();
  result.setStatus(answer.status);
  result.setMessage(answer.message);
  result.setPayload(answer.payload);
  const response = new gateway.EvaluateResponse();
  response.setResult(result);
  return response.serializeBinary();
}

function evaluateRefused({ detail, byContract }: Reply & { readonly kind: 'refused' }): RpcError {
  return new RpcError(
    byContract ? status.UNKNOWN : status.FAILED_PRECONDITION,
    `evaluate call to endorser returned error: ${detail.message}`,
    [detail],
  );
}

function invalid(message: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, message);
}

function unknown(method: string): RpcError {
  return new RpcError(status.UNIMPLEMENTED, `unknown method ${method}`);
}
