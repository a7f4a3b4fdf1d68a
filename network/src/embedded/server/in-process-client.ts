import { status } from '@grpc/grpc-js';
import type { GatewayClient } from '../node.js';
import { RpcError, toServiceError } from './rpc-error.js';
import type { Cancellation, RpcService } from './rpc-service.js';

type Serialize = (value: never) => Buffer;
type Deserialize = (bytes: Buffer) => unknown;
interface Options {
  readonly deadline?: Date | number;
}
type Callback = (error: Error | null, value?: unknown) => void;

/**
 * What fabric-gateway uses of a gRPC client (its `GatewayGrpcClient`: three methods), answered in this process. Messages
 * cross as bytes, so that neither side can change what the other holds.
 */
export class InProcessClient {
  readonly #service: RpcService;

  constructor(service: RpcService) {
    this.#service = service;
  }

  makeUnaryRequest(
    method: string,
    serialize: Serialize,
    deserialize: Deserialize,
    argument: never,
    options: Options,
    callback: Callback,
  ): { cancel(): void } {
    const call = new UnaryCall(options, callback);
    this.#service.unary(method, serialize(argument), call).then(
      (bytes) => {
        call.succeed(deserialize(asBuffer(bytes)));
      },
      (error: unknown) => {
        call.fail(error);
      },
    );
    return call;
  }

  makeServerStreamRequest(
    method: string,
    serialize: Serialize,
    deserialize: Deserialize,
    argument: never,
    options: Options,
  ): ClientStream {
    const call = new StreamCall(options);
    const responses = this.#service.serverStream(method, serialize(argument), call.signal);
    return new ClientStream(responses, deserialize, call);
  }

  makeBidiStreamRequest(
    method: string,
    serialize: Serialize,
    deserialize: Deserialize,
    options: Options,
  ): ClientDuplex {
    const call = new StreamCall(options);
    const requests = new Requests(call.signal);
    const responses = this.#service.bidiStream(method, requests, call.signal);
    return new ClientDuplex(responses, deserialize, call, (value) => {
      requests.push(serialize(value));
    });
  }
}

/** The client as `connect({ client })` takes it: it names a whole gRPC client and calls these three methods. */
export function asGatewayClient(service: RpcService): GatewayClient {
  return new InProcessClient(service) as unknown as GatewayClient;
}

/** Answers its client exactly once: with the result, an error, when cancelled or at the deadline. */
class UnaryCall implements Cancellation {
  #callback: Callback | undefined;
  #cancelled: ((reason: Error) => void) | undefined;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(options: Options, callback: Callback) {
    this.#callback = callback;
    this.#timer = atDeadline(options, (reason) => {
      this.#abort(reason);
    });
  }

  onCancel(listener: (reason: Error) => void): void {
    this.#cancelled = listener;
  }

  cancel(): void {
    this.#abort(new RpcError(status.CANCELLED, 'Cancelled on client'));
  }

  succeed(value: unknown): void {
    this.#end()?.(null, value);
  }

  fail(error: unknown): void {
    this.#end()?.(toServiceError(error));
  }

  #abort(reason: Error): void {
    this.#cancelled?.(reason);
    this.fail(reason);
  }

  #end(): Callback | undefined {
    clearTimeout(this.#timer);
    const callback = this.#callback;
    this.#callback = undefined;
    return callback;
  }
}

function atDeadline({ deadline }: Options, passed: (reason: Error) => void): NodeJS.Timeout | undefined {
  if (deadline === undefined || deadline === Infinity) return undefined;
  const end = (): void => {
    passed(new RpcError(status.DEADLINE_EXCEEDED, 'Deadline exceeded'));
  };
  return setTimeout(end, Math.max(0, Number(deadline) - Date.now()));
}

/** A stream's end: cancelled by the client, or its deadline passed. */
class StreamCall {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;
  readonly aborted: Promise<never>;

  constructor(options: Options) {
    this.aborted = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => {
        reject(this.signal.reason as Error);
      });
    });
    this.aborted.catch(() => undefined);
    this.#timer = atDeadline(options, (reason) => {
      this.#controller.abort(reason);
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort(new RpcError(status.CANCELLED, 'Cancelled on client'));
    this.end();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

class ClientStream {
  readonly #responses: AsyncIterator<Uint8Array>;
  /** Asked for at once, so that "from now on" means now and not the first look. */
  #first: Promise<IteratorResult<Uint8Array>> | undefined;
  readonly #deserialize: Deserialize;
  readonly #call: StreamCall;

  constructor(responses: AsyncIterable<Uint8Array>, deserialize: Deserialize, call: StreamCall) {
    this.#responses = responses[Symbol.asyncIterator]();
    this.#first = this.#responses.next();
    this.#first.catch(() => undefined);
    this.#deserialize = deserialize;
    this.#call = call;
  }

  cancel(): void {
    this.#call.cancel();
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return {
      next: async () => {
        try {
          const coming = this.#first ?? this.#responses.next();
          this.#first = undefined;
          const next = await Promise.race([coming, this.#call.aborted]);
          if (!next.done) return { done: false, value: this.#deserialize(asBuffer(next.value)) };
          this.#call.end();
          return { done: true, value: undefined };
        } catch (error) {
          this.#call.end();
          throw toServiceError(error);
        }
      },
    };
  }
}

class ClientDuplex extends ClientStream {
  readonly write: (value: never) => boolean;

  constructor(
    responses: AsyncIterable<Uint8Array>,
    deserialize: Deserialize,
    call: StreamCall,
    write: (value: never) => void,
  ) {
    super(responses, deserialize, call);
    this.write = (value) => {
      write(value);
      return true;
    };
  }
}

/** What a client writes, as the service reads it; open until the call ends. */
class Requests implements AsyncIterable<Uint8Array> {
  readonly #queue: Uint8Array[] = [];
  readonly #signal: AbortSignal;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.());
  }

  push(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (!this.#signal.aborted) {
      const next = this.#queue.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
