/** A set of remote procedures, bytes in and bytes out: in process and over gRPC the same. Errors are `RpcError`s. */
export interface RpcService {
  unary(method: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  serverStream(method: string, request: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>;
  bidiStream(
    method: string,
    requests: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>;
}
