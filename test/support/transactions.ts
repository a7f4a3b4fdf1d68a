import {
  assembleTransaction,
  createProposal,
  encodeProposalResponsePayload,
  encodeReadWriteSet,
  endorse,
  sequenceKey,
  signEnvelope,
  type NamespaceReadWriteSet,
  type Proposal,
  type SerializedEndorsement,
  type Signer,
} from '@onceledger/network/blocks';
import { signerOf, type Identity } from '@onceledger/network/identity';
import { CONSORTIUM, material, type Name } from './channel.js';

/** What a transaction is made of; each test changes one part of a sound one. */
export interface TransactionParts {
  readonly creator?: Identity;
  readonly endorsers?: readonly (Name | Identity)[];
  readonly channel?: string;
  readonly chaincode?: string;
  /** In the endorsed result, where it differs from the proposal's. */
  readonly ran?: { readonly name: string; readonly version: string };
  readonly args?: readonly string[];
  readonly sets?: readonly Partial<NamespaceReadWriteSet>[];
  /** Instead of `sets`: serialized. */
  readonly results?: Uint8Array;
  readonly event?: string;
  readonly nonce?: Uint8Array;
  readonly proposalHash?: Uint8Array;
  readonly alterProposal?: (proposal: Proposal) => Proposal;
  readonly alterResponse?: (payload: Uint8Array) => Uint8Array;
  readonly alterEndorsements?: (endorsements: SerializedEndorsement[]) => SerializedEndorsement[];
  readonly alterPayload?: (payload: Uint8Array) => Uint8Array;
  readonly signWith?: Signer;
}

/** An endorsed transaction of the project's chaincode; by default it puts one key, endorsed by two organizations. A serialized envelope. */
export async function transaction(parts: TransactionParts = {}): Promise<Uint8Array> {
  const all = await material();
  const creator = signerOf(parts.creator ?? all.clients.tax);
  const proposal = proposed(parts, creator);
  const altered = parts.alterResponse ?? ((payload) => payload);
  const response = altered(
    encodeProposalResponsePayload({
      proposalHash: parts.proposalHash ?? proposal.hash,
      chaincode: parts.ran ?? { name: parts.chaincode ?? 'once', version: '1.0' },
      response: { status: 200, payload: new Uint8Array(0) },
      readWriteSet: parts.results ?? encodeReadWriteSet((parts.sets ?? [put('a')]).map(whole)),
      ...(parts.event === undefined
        ? {}
        : {
            event: { name: parts.event, payload: new Uint8Array(0), transactionId: proposal.transactionId },
          }),
    }),
  );
  const endorsers = (parts.endorsers ?? ['tax', 'commerce']).map((one) =>
    signerOf(typeof one === 'string' ? all.peers[one] : one),
  );
  const endorsements = endorsers.map((endorser) => endorse(response, endorser));
  const payload = assembleTransaction(
    proposal,
    response,
    parts.alterEndorsements?.(endorsements) ?? endorsements,
  );
  return signEnvelope(parts.alterPayload?.(payload) ?? payload, parts.signWith ?? creator);
}

function proposed(parts: TransactionParts, creator: Signer): Proposal {
  const proposal = createProposal({
    channel: parts.channel ?? CONSORTIUM.channel,
    chaincode: parts.chaincode ?? 'once',
    args: parts.args ?? ['declarations:declare', '{}'],
    creator: creator.serializedIdentity,
    timestamp: new Date(),
    ...(parts.nonce === undefined ? {} : { nonce: parts.nonce }),
  });
  return parts.alterProposal?.(proposal) ?? proposal;
}

export function whole(set: Partial<NamespaceReadWriteSet>): NamespaceReadWriteSet {
  return { namespace: 'once', reads: [], ranges: [], writes: [], collections: [], ...set };
}

export function put(key: string, value = 'value'): Partial<NamespaceReadWriteSet> {
  return { writes: [{ key, deleted: false, value: Buffer.from(value) }] };
}

/** What every endorser of a Fabric peer reads beside: the definition that it ran under. */
export function definitionRead(): Partial<NamespaceReadWriteSet> {
  return {
    namespace: '_lifecycle',
    reads: [{ key: sequenceKey('once'), version: { block: 1n, transaction: 0 } }],
  };
}
