/** A call that its client may give up, or whose deadline passes. */
export interface Cancellation {
  /** Called at most once, with an `RpcError`. */
  onCancel(listener: (reason: Error) => void): void;
}

/** A set of remote procedures, bytes in and bytes out: in process and over gRPC the same. Errors are `RpcError`s. */
export interface RpcService {
  unary(method: string, request: Uint8Array, call: Cancellation): Promise<Uint8Array>;
  serverStream(method: string, request: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>;
  bidiStream(
    method: string,
    requests: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>;
}
