import { status } from '@grpc/grpc-js';
import type { ErrorDetail } from '../embedded/server/rpc-error.js';
import type { Endorser, ProposalResponse } from './sdk.js';

/** What a peer makes of a proposal: `away` where it could not be asked, or did not answer. */
export type Reply =
  | { readonly kind: 'accepted'; readonly response: ProposalResponse }
  | { readonly kind: 'refused'; readonly detail: ErrorDetail; readonly byContract: boolean }
  | { readonly kind: 'away'; readonly detail: ErrorDetail };

export interface SignedProposal {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

const DEADLINE = 30_000;
/** From here on a chaincode's status is a refusal. */
const REFUSED = 400;

export async function ask(endorser: Endorser, { bytes, signature }: SignedProposal): Promise<Reply> {
  const detail = (message: string): ErrorDetail => ({
    address: endorser.endpoint.url.replace('grpcs://', ''),
    mspId: endorser.mspid,
    message,
  });
  try {
    if (!(await endorser.checkConnection()))
      return { kind: 'away', detail: detail('the peer is not reached') };
    const response = await endorser.sendProposal({ signature, proposal_bytes: bytes }, DEADLINE);
    const { status: code, message } = response.response;
    if (code < REFUSED) return { kind: 'accepted', response };
    return { kind: 'refused', detail: detail(`chaincode response ${code}, ${message}`), byContract: true };
  } catch (error) {
    const { code, details, message } = error as { code?: status; details?: string; message: string };
    const said = detail(details ?? message);
    // Without a gRPC status it is fabric-common's own error: not connected, or too late.
    return code === undefined || code === status.UNAVAILABLE
      ? { kind: 'away', detail: said }
      : { kind: 'refused', detail: said, byContract: false };
  }
}
