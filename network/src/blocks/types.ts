/**
 * A block as every part of the project sees it: decoded once, bytes kept where signatures and hashes need them. The
 * fields follow Fabric's protobuf messages (fabric-protos: common, peer, ledger/rwset).
 */
export interface Block {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** SHA-256 of the ASN.1 header: what the next block's `previousHash` must be. */
  readonly hash: Uint8Array;
  readonly envelopes: readonly Envelope[];
  readonly metadata: BlockMetadata;
  /** The serialized common.Block. */
  readonly bytes: Uint8Array;
}

export interface BlockMetadata {
  readonly signatures: readonly MetadataSignature[];
  /** Value that the signatures cover: an OrdererBlockMetadata. */
  readonly signedValue: Uint8Array;
  readonly lastConfig: bigint;
  /** One TxValidationCode an envelope. */
  readonly validationCodes: Uint8Array;
  readonly commitHash: Uint8Array;
  /** As serialized, by common.BlockMetadataIndex. */
  readonly elements: readonly Uint8Array[];
}
export interface MetadataSignature {
  readonly signatureHeader: Uint8Array;
  readonly creator: SerializedIdentity;
  readonly signature: Uint8Array;
  /** BFT: IdentifierHeader, by which a signer is named instead of `creator`. */
  readonly identifierHeader?: Uint8Array;
}

export interface SerializedIdentity {
  readonly mspId: string;
  /** PEM; empty, like `mspId`, where the bytes are no such message. */
  readonly certificate: string;
  /** The serialized message, as signed and compared. */
  readonly bytes: Uint8Array;
}

export type Envelope = ConfigEnvelope | TransactionEnvelope | MalformedEnvelope;
interface EnvelopeBase {
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: Date;
  readonly creator: SerializedIdentity;
  readonly nonce: Uint8Array;
  readonly signature: Uint8Array;
  /** The signed payload and the whole envelope. */
  readonly payload: Uint8Array;
  readonly bytes: Uint8Array;
}
/** What a proposal hash covers: ChannelHeader, the action's SignatureHeader and ChaincodeProposalPayload, as serialized. */
export interface ProposalParts {
  readonly channelHeader: Uint8Array;
  readonly signatureHeader: Uint8Array;
  readonly payload: Uint8Array;
  /** The hash that the endorsers signed. */
  readonly hash: Uint8Array;
}
/** Bytes that are not a transaction. They stay in the block, take no effect and get a code; fields that cannot be read are empty. */
export interface MalformedEnvelope extends EnvelopeBase {
  readonly kind: 'malformed';
  /** TxValidationCode that Fabric gives where every check before it holds. */
  readonly code: number;
  /** Present where the envelope could be read as far as its proposal. */
  readonly proposal?: ProposalParts;
}
export interface ConfigEnvelope extends EnvelopeBase {
  readonly kind: 'config';
  /** Serialized common.ConfigEnvelope. */
  readonly config: Uint8Array;
}
export interface TransactionEnvelope extends EnvelopeBase {
  readonly kind: 'transaction';
  readonly chaincode: string;
  readonly chaincodeVersion: string;
  /** Function name first. */
  readonly args: readonly Uint8Array[];
  readonly endorsements: readonly Endorsement[];
  /** What every endorser signed, before its own identity is appended. */
  readonly proposalResponsePayload: Uint8Array;
  readonly proposalHash: Uint8Array;
  readonly proposal: ProposalParts;
  readonly response: { readonly status: number; readonly payload: Uint8Array };
  readonly event?: { readonly name: string; readonly payload: Uint8Array };
  readonly readWriteSets: readonly NamespaceReadWriteSet[];
}
export interface Endorsement {
  readonly endorser: SerializedIdentity;
  readonly signature: Uint8Array;
}

export interface Version {
  readonly block: bigint;
  readonly transaction: number;
}
export interface NamespaceReadWriteSet {
  readonly namespace: string;
  readonly reads: readonly { readonly key: string; readonly version?: Version }[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly KeyWrite[];
  readonly collections: readonly CollectionReadWriteSet[];
  /** It changes keys' metadata (key-level endorsement), which the validator refuses. */
  readonly metadataWrites?: true;
}
export interface RangeRead {
  readonly startKey: string;
  readonly endKey: string;
  readonly exhausted: boolean;
  readonly reads: readonly { readonly key: string; readonly version?: Version }[];
  /** Instead of `reads`, where the endorser summarized a long result. */
  readonly merkle?: MerkleSummary;
}
/** kvrwset.QueryReadsMerkleSummary. */
export interface MerkleSummary {
  readonly maxDegree: number;
  readonly maxLevel: number;
  readonly hashes: readonly Uint8Array[];
}
export interface KeyWrite {
  readonly key: string;
  readonly deleted: boolean;
  readonly value: Uint8Array;
}
export interface CollectionReadWriteSet {
  readonly collection: string;
  readonly hashedReads: readonly { readonly keyHash: Uint8Array; readonly version?: Version }[];
  readonly hashedWrites: readonly {
    readonly keyHash: Uint8Array;
    readonly valueHash: Uint8Array;
    readonly deleted: boolean;
    readonly purged: boolean;
  }[];
  /** SHA-256 of the private write set. */
  readonly privateHash: Uint8Array;
  readonly metadataWrites?: true;
}

/** Committed versions, as of the block before the one under validation. */
export interface VersionView {
  version(namespace: string, key: string): Promise<Version | undefined> | Version | undefined;
  hashedVersion(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
  ): Promise<Version | undefined> | Version | undefined;
  /** Keys in [start, end) with versions, in key order; for phantom checks. */
  range(namespace: string, start: string, end: string): AsyncIterable<{ key: string; version: Version }>;
  hasTransaction(transactionId: string): Promise<boolean> | boolean;
}

/** What validation finds: codes by envelope and the commit hash that Fabric's peers compute. */
export interface Validation {
  readonly codes: Uint8Array;
  readonly commitHash: Uint8Array;
}
