import type { RpcClient } from '@onceledger/gateway';

type Callback = (error: Error | null, value?: unknown) => void;
const SUBMIT = '/gateway.Gateway/Submit';

/** What happens around a submit: before the peer hears of it, and after it took it. */
export interface Around {
  readonly before?: () => Promise<void>;
  /** What the caller is told instead of success; nothing changes where it resolves to nothing. */
  readonly after?: () => Promise<Error | undefined>;
}

/** Takes every call to the peer; a submit with something before and after it. */
export class SubmitClient implements RpcClient {
  readonly #client: RpcClient;
  readonly #around: Around;

  constructor(client: RpcClient, around: Around) {
    this.#client = client;
    this.#around = around;
  }

  makeUnaryRequest(...parameters: readonly unknown[]): { cancel(): void } {
    if (parameters[0] !== SUBMIT) return this.#client.makeUnaryRequest(...parameters);
    const { after, before } = this.#around;
    const callback = parameters.at(-1) as Callback;
    const taken: Callback = (error, value) => {
      if (error !== null || after === undefined) callback(error, value);
      else
        void after().then((instead) => {
          callback(instead ?? null, instead === undefined ? value : undefined);
        });
    };
    let call: { cancel(): void } | undefined;
    const send = (): void => {
      call = this.#client.makeUnaryRequest(...parameters.slice(0, -1), taken);
    };
    if (before === undefined) send();
    else void before().then(send);
    return { cancel: () => call?.cancel() };
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
