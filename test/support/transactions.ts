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

const DEFAULTS = {
  channel: CONSORTIUM.channel,
  chaincode: 'once',
  args: ['declarations:declare', '{}'],
  endorsers: ['tax', 'commerce'],
  sets: [put('a')],
  alterProposal: (proposal: Proposal) => proposal,
  alterResponse: (payload: Uint8Array) => payload,
  alterEndorsements: (endorsements: SerializedEndorsement[]) => endorsements,
  alterPayload: (payload: Uint8Array) => payload,
} as const;
type WholeParts = TransactionParts & Required<Pick<TransactionParts, keyof typeof DEFAULTS>>;

/** An endorsed transaction of the project's chaincode; by default it puts one key, endorsed by two organizations. A serialized envelope. */
export async function transaction(changes: TransactionParts = {}): Promise<Uint8Array> {
  const parts: WholeParts = { ...DEFAULTS, ...changes };
  const all = await material();
  const creator = signerOf(parts.creator ?? all.clients.tax);
  const proposal = proposed(parts, creator);
  const response = parts.alterResponse(responsePayload(parts, proposal));
  const endorsers = parts.endorsers.map((one) => signerOf(typeof one === 'string' ? all.peers[one] : one));
  const endorsements = parts.alterEndorsements(endorsers.map((endorser) => endorse(response, endorser)));
  const payload = parts.alterPayload(assembleTransaction(proposal, response, endorsements));
  return signEnvelope(payload, parts.signWith ?? creator);
}

function proposed(parts: WholeParts, creator: Signer): Proposal {
  const proposal = createProposal({
    channel: parts.channel,
    chaincode: parts.chaincode,
    args: parts.args,
    creator: creator.serializedIdentity,
    timestamp: new Date(),
    ...(parts.nonce === undefined ? {} : { nonce: parts.nonce }),
  });
  return parts.alterProposal(proposal);
}

function responsePayload(parts: WholeParts, { hash, transactionId }: Proposal): Uint8Array {
  const { event } = parts;
  const payload = new Uint8Array(0);
  return encodeProposalResponsePayload({
    proposalHash: parts.proposalHash ?? hash,
    chaincode: parts.ran ?? { name: parts.chaincode, version: '1.0' },
    response: { status: 200, payload },
    readWriteSet: parts.results ?? encodeReadWriteSet(parts.sets.map(whole)),
    ...(event === undefined ? {} : { event: { name: event, payload, transactionId } }),
  });
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
