import { status } from '@grpc/grpc-js';
import type { common } from '@hyperledger/fabric-protos';
import { type ErrorDetail, RpcError } from '../embedded/server/rpc-error.js';
import type { Committer, Sdk } from './sdk.js';

const DEADLINE = 30_000;

/**
 * Hands an envelope to one orderer after another until one takes it. Sending the same bytes twice is harmless: the second of
 * them is marked as a duplicate.
 */
export async function broadcast(sdk: Sdk, envelope: common.Envelope): Promise<void> {
  const bytes = { payload: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
  const details: ErrorDetail[] = [];
  for (const committer of fromAnywhere(sdk.committers())) {
    const failure = await send(committer, bytes);
    if (failure === undefined) return;
    details.push({ address: committer.endpoint.url.replace('grpcs://', ''), mspId: '', message: failure });
  }
  throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', details);
}

/** What failed; undefined where it was taken. A refusal that another orderer would repeat is thrown. */
async function send(
  committer: Committer,
  bytes: { readonly payload: Uint8Array; readonly signature: Uint8Array },
): Promise<string | undefined> {
  try {
    if (!(await committer.checkConnection())) return 'the orderer is not reached';
    const answer = await committer.sendBroadcast(bytes, DEADLINE);
    if (answer.status === 'SUCCESS') return undefined;
    const text = `received unsuccessful response from orderer: status=${answer.status}, info=${answer.info}`;
    if (answer.status === 'SERVICE_UNAVAILABLE') return text;
    throw new RpcError(status.ABORTED, text);
  } catch (error) {
    if (error instanceof RpcError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** So that clients spread over the orderers. */
function fromAnywhere(committers: readonly Committer[]): Committer[] {
  const start = Math.floor(Math.random() * committers.length);
  return [...committers.slice(start), ...committers.slice(0, start)];
}
