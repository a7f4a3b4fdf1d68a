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
}
export interface MetadataSignature {
  readonly signatureHeader: Uint8Array;
  readonly creator: SerializedIdentity;
  readonly signature: Uint8Array;
}

export interface SerializedIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  /** The serialized message, as signed and compared. */
  readonly bytes: Uint8Array;
}

export type Envelope = ConfigEnvelope | TransactionEnvelope;
interface EnvelopeBase {
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: Date;
  readonly creator: SerializedIdentity;
  readonly signature: Uint8Array;
  /** The signed payload and the whole envelope. */
  readonly payload: Uint8Array;
  readonly bytes: Uint8Array;
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
}
export interface RangeRead {
  readonly startKey: string;
  readonly endKey: string;
  readonly exhausted: boolean;
  readonly reads: readonly { readonly key: string; readonly version?: Version }[];
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
