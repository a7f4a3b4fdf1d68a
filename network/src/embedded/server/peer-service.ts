import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { StateStore } from '../stores.js';
import type { BlockReader } from '../events/block-reader.js';
import { chaincodeEvents } from '../events/chaincode-events.js';
import { BLOCKS, deliver, type DeliverFacts, type DeliverForm } from '../events/deliver.js';
import type { EndorserService } from './endorser-service.js';
import { filteredBlocks } from './filtered-form.js';
import type { GatewayService } from './gateway-service.js';
import { METHODS } from './methods.js';
import { RpcError } from './rpc-error.js';
import type { Cancellation, RpcService } from './rpc-service.js';

export interface PeerServiceFacts {
  readonly gateway: GatewayService;
  readonly endorser: EndorserService;
  readonly deliver: DeliverFacts;
  readonly blocksAndPrivateData: DeliverForm;
  readonly reader: BlockReader;
  readonly state: StateStore;
}

type Unary = (request: Uint8Array, call: Cancellation) => Promise<Uint8Array>;

/** Everything that one logical peer answers. */
export class PeerService implements RpcService {
  readonly #facts: PeerServiceFacts;
  readonly #unary: ReadonlyMap<string, Unary>;
  readonly #forms: ReadonlyMap<string, DeliverForm>;

  constructor(facts: PeerServiceFacts) {
    this.#facts = facts;
    const service = facts.gateway;
    this.#unary = new Map<string, Unary>([
      [METHODS.evaluate, (bytes) => service.evaluate(gateway.EvaluateRequest.deserializeBinary(bytes))],
      [METHODS.endorse, (bytes) => service.endorse(gateway.EndorseRequest.deserializeBinary(bytes))],
      [METHODS.submit, (bytes) => service.submit(gateway.SubmitRequest.deserializeBinary(bytes))],
      [METHODS.processProposal, (bytes) => facts.endorser.processProposal(bytes)],
      [
        METHODS.commitStatus,
        (bytes, call) =>
          service.commitStatus(gateway.SignedCommitStatusRequest.deserializeBinary(bytes), call),
      ],
    ]);
    this.#forms = new Map([
      [METHODS.deliver, BLOCKS],
      [METHODS.deliverFiltered, filteredBlocks(facts.deliver.channel)],
      [METHODS.deliverWithPrivateData, facts.blocksAndPrivateData],
    ]);
  }

  unary(method: string, request: Uint8Array, call: Cancellation): Promise<Uint8Array> {
    const answer = this.#unary.get(method);
    return answer ? answer(request, call) : Promise.reject(unknown(method));
  }

  serverStream(method: string, request: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (method !== METHODS.chaincodeEvents) throw unknown(method);
    return this.#chaincodeEvents(request, signal);
  }

  bidiStream(
    method: string,
    requests: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    const form = this.#forms.get(method);
    if (!form) throw unknown(method);
    return deliver(this.#facts.deliver, form, requests, signal);
  }

  async *#chaincodeEvents(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const signed = gateway.SignedChaincodeEventsRequest.deserializeBinary(bytes);
    if (signed.getRequest_asU8().length === 0) {
      throw new RpcError(status.INVALID_ARGUMENT, 'a chaincode events request is required');
    }
    const request = gateway.ChaincodeEventsRequest.deserializeBinary(signed.getRequest_asU8());
    await this.#facts.gateway.assertReader(
      request.getIdentity_asU8(),
      signed.getRequest_asU8(),
      signed.getSignature_asU8(),
    );
    if (request.getChannelId() !== this.#facts.deliver.channel) {
      throw new RpcError(status.NOT_FOUND, `failed to get channel: ${request.getChannelId()}`);
    }
    yield* chaincodeEvents(request, this.#facts, signal);
  }
}

function unknown(method: string): RpcError {
  return new RpcError(status.UNIMPLEMENTED, `unknown method ${method}`);
}
