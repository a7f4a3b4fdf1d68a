import { status } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import { deliver, type DeliverFacts, ORDERED_BLOCKS } from '../events/deliver.js';
import type { BroadcastRefusal } from './broadcast.js';
import { METHODS } from './methods.js';
import { RpcError } from './rpc-error.js';
import type { RpcService } from './rpc-service.js';

export interface OrdererServiceFacts {
  readonly broadcast: (envelope: Uint8Array) => Promise<BroadcastRefusal | undefined>;
  readonly deliver: DeliverFacts;
}

/** AtomicBroadcast: takes envelopes, and delivers blocks to peers that follow the chain. */
export class OrdererService implements RpcService {
  readonly #facts: OrdererServiceFacts;

  constructor(facts: OrdererServiceFacts) {
    this.#facts = facts;
  }

  unary(method: string): Promise<Uint8Array> {
    return Promise.reject(unknown(method));
  }

  serverStream(method: string): AsyncIterable<Uint8Array> {
    throw unknown(method);
  }

  bidiStream(
    method: string,
    requests: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    if (method === METHODS.broadcast) return this.#broadcast(requests);
    if (method === METHODS.ordererDeliver) {
      return deliver(this.#facts.deliver, ORDERED_BLOCKS, requests, signal);
    }
    throw unknown(method);
  }

  async *#broadcast(requests: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const envelope of requests) {
      const refusal = await this.#facts.broadcast(envelope);
      const message = new orderer.BroadcastResponse();
      message.setStatus(
        (refusal?.status ?? common.Status.SUCCESS) as common.StatusMap[keyof common.StatusMap],
      );
      message.setInfo(refusal?.info ?? '');
      yield message.serializeBinary();
    }
  }
}

function unknown(method: string): RpcError {
  return new RpcError(status.UNIMPLEMENTED, `unknown method ${method}`);
}
