import type { ConnectOptions } from '@hyperledger/fabric-gateway';

/** What fabric-gateway calls of a gRPC client; its own type names a whole one. */
export interface RpcClient {
  makeUnaryRequest(...parameters: readonly unknown[]): { cancel(): void };
  makeServerStreamRequest(...parameters: readonly unknown[]): RpcStream;
  makeBidiStreamRequest(...parameters: readonly unknown[]): RpcStream;
}
interface RpcStream {
  on(event: 'error', listener: (error: Error) => void): unknown;
}
interface Peer {
  readonly client: RpcClient;
  avoidedUntil: number;
}
type Callback = (error: (Error & { readonly code?: number }) | null, value?: unknown) => void;

const UNAVAILABLE = 14;
/** Milliseconds that a peer which did not answer is asked last. */
const AVOIDED = 5_000;
/** After these nothing can be known of what a lost answer left behind: the caller repeats the same envelope. */
const NEVER_REPEATED = '/gateway.Gateway/Submit';

/**
 * One client over all peers of an organization. A call that finds its peer away goes to the next; a peer that was away is
 * asked last for a while. A stream that breaks is its reader's to open again: it then comes from a peer that lives.
 */
export class FailoverClient implements RpcClient {
  readonly #peers: readonly Peer[];
  readonly #now: () => number;

  constructor(clients: readonly RpcClient[], now: () => number = Date.now) {
    this.#peers = clients.map((client) => ({ client, avoidedUntil: 0 }));
    this.#now = now;
  }

  makeUnaryRequest(...parameters: readonly unknown[]): { cancel(): void } {
    const call = { cancelled: false, current: undefined as { cancel(): void } | undefined };
    this.#attempt(parameters, this.#inOrder(), call);
    return {
      cancel: () => {
        call.cancelled = true;
        call.current?.cancel();
      },
    };
  }

  makeServerStreamRequest(...parameters: readonly unknown[]): RpcStream {
    return this.#stream('makeServerStreamRequest', parameters);
  }

  makeBidiStreamRequest(...parameters: readonly unknown[]): RpcStream {
    return this.#stream('makeBidiStreamRequest', parameters);
  }

  /** The callback stands last among a unary call's parameters. */
  #attempt(
    parameters: readonly unknown[],
    [peer, ...others]: Peer[],
    call: { cancelled: boolean; current: { cancel(): void } | undefined },
  ): void {
    if (peer === undefined) throw new RangeError('a client needs a peer');
    const [method] = parameters;
    const callback = parameters.at(-1) as Callback;
    const answered: Callback = (error, value) => {
      const away = error?.code === UNAVAILABLE;
      if (away) peer.avoidedUntil = this.#now() + AVOIDED;
      const next = away && others.length > 0 && !call.cancelled && method !== NEVER_REPEATED;
      if (next) this.#attempt(parameters, others, call);
      else callback(error, value);
    };
    call.current = peer.client.makeUnaryRequest(...parameters.slice(0, -1), answered);
  }

  #stream(
    kind: 'makeServerStreamRequest' | 'makeBidiStreamRequest',
    parameters: readonly unknown[],
  ): RpcStream {
    const [peer] = this.#inOrder();
    if (peer === undefined) throw new RangeError('a client needs a peer');
    const stream = peer.client[kind](...parameters);
    stream.on('error', (error) => {
      if ('code' in error && error.code === UNAVAILABLE) peer.avoidedUntil = this.#now() + AVOIDED;
    });
    return stream;
  }

  /** Those that answered last time first, in the order given. */
  #inOrder(): Peer[] {
    const now = this.#now();
    return this.#peers.toSorted(
      (one, other) => Number(one.avoidedUntil > now) - Number(other.avoidedUntil > now),
    );
  }
}

/** As `connect({ client })` takes it. */
export function failoverClient(clients: readonly ConnectOptions['client'][]): ConnectOptions['client'] {
  const [first] = clients;
  if (clients.length === 1 && first !== undefined) return first;
  return new FailoverClient(clients) as unknown as ConnectOptions['client'];
}
