import { Metadata, status } from '@grpc/grpc-js';
import type { RpcClient } from '@onceledger/gateway';
import { SeededRandom } from '../support/seeded-random.js';

type Callback = (error: Error | null, value?: unknown) => void;
const SUBMIT = '/gateway.Gateway/Submit';

/** Takes every submit to the peer, and tells of some that the connection broke before the answer came. */
export class LossyClient implements RpcClient {
  lost = 0;
  readonly #client: RpcClient;
  readonly #share: number;
  readonly #random = new SeededRandom(5);

  constructor(client: RpcClient, share: number) {
    this.#client = client;
    this.#share = share;
  }

  makeUnaryRequest(...parameters: readonly unknown[]): { cancel(): void } {
    const [method] = parameters;
    if (method !== SUBMIT || !this.#random.chance(this.#share))
      return this.#client.makeUnaryRequest(...parameters);
    const callback = parameters.at(-1) as Callback;
    return this.#client.makeUnaryRequest(...parameters.slice(0, -1), ((error, value) => {
      if (error !== null) {
        callback(error, value);
        return;
      }
      this.lost += 1;
      const facts = { code: status.UNAVAILABLE, details: '', metadata: new Metadata() };
      callback(Object.assign(new Error('the connection broke'), facts));
    }) satisfies Callback);
  }

  makeServerStreamRequest(
    ...parameters: readonly unknown[]
  ): ReturnType<RpcClient['makeServerStreamRequest']> {
    return this.#client.makeServerStreamRequest(...parameters);
  }

  makeBidiStreamRequest(...parameters: readonly unknown[]): ReturnType<RpcClient['makeBidiStreamRequest']> {
    return this.#client.makeBidiStreamRequest(...parameters);
  }
}
