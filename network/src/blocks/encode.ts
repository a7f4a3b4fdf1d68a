import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { dataHash, headerBytes } from './hashes.js';
import type { Signer } from './signer.js';
import type { Block, Validation } from './types.js';
import { EMPTY } from './wire.js';

export interface BlockParts {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  /** Serialized common.Envelope messages. */
  readonly envelopes: readonly Uint8Array[];
  /** Computed from the envelopes where absent. */
  readonly dataHash?: Uint8Array;
  /** By common.BlockMetadataIndex; see `blockMetadata`. */
  readonly metadata: readonly Uint8Array[];
}

/** A serialized common.Block, byte for byte what Fabric's own encoder writes. */
export function encodeBlock(parts: BlockParts): Uint8Array {
  const header = new common.BlockHeader();
  header.setNumber(Number(parts.number));
  header.setPreviousHash(parts.previousHash);
  header.setDataHash(parts.dataHash ?? dataHash(parts.envelopes));
  const data = new common.BlockData();
  data.setDataList([...parts.envelopes]);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([...parts.metadata]);
  const block = new common.Block();
  block.setHeader(header);
  block.setData(data);
  block.setMetadata(metadata);
  return block.serializeBinary();
}

export interface MetadataParts {
  /** What `signBlockMetadata` made. */
  readonly signatures: Uint8Array;
  readonly lastConfig: bigint;
  readonly validationCodes?: Uint8Array;
  readonly commitHash?: Uint8Array;
}

/** The five elements of common.BlockMetadata; ORDERER is obsolete and stays empty. */
export function blockMetadata(parts: MetadataParts): Uint8Array[] {
  return [
    parts.signatures,
    metadataOf(lastConfig(parts.lastConfig).serializeBinary()).serializeBinary(),
    parts.validationCodes ?? EMPTY,
    EMPTY,
    parts.commitHash === undefined ? EMPTY : metadataOf(parts.commitHash).serializeBinary(),
  ];
}

/** The same block with what validation found; header, data and orderer's signature are untouched. */
export function sealBlock(block: Block, validation: Validation): Uint8Array {
  const elements = Array.from({ length: 5 }, (_, index) => block.metadata.elements[index] ?? EMPTY);
  elements[2] = validation.codes;
  elements[4] =
    validation.commitHash.length === 0 ? EMPTY : metadataOf(validation.commitHash).serializeBinary();
  return encodeBlock({
    number: block.number,
    previousHash: block.previousHash,
    envelopes: block.envelopes.map((envelope) => envelope.bytes),
    dataHash: block.dataHash,
    metadata: elements,
  });
}

export interface SignedHeader {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** Number of the latest config block, this one included. */
  readonly lastConfig: bigint;
}

/** Metadata element SIGNATURES: an OrdererBlockMetadata, signed together with a fresh signature header and the block's header. */
export function signBlockMetadata(header: SignedHeader, signer: Signer): Uint8Array {
  const metadata = unsignedBlockMetadata(header.lastConfig);
  const signatureHeader = encodeSignatureHeader(signer.serializedIdentity, randomBytes(24));
  const covered = headerBytes(header.number, header.previousHash, header.dataHash);
  const signature = new common.MetadataSignature();
  signature.setSignatureHeader(signatureHeader);
  signature.setSignature(signer.sign(Buffer.concat([metadata.getValue_asU8(), signatureHeader, covered])));
  metadata.addSignatures(signature);
  return metadata.serializeBinary();
}

/** The same without any signature: only a genesis block, which whoever joins gets from somebody he trusts. */
export function unsignedBlockMetadata(config: bigint): common.Metadata {
  const value = new common.OrdererBlockMetadata();
  value.setLastConfig(lastConfig(config));
  return metadataOf(value.serializeBinary());
}

export function encodeSignatureHeader(creator: Uint8Array, nonce: Uint8Array): Uint8Array {
  const header = new common.SignatureHeader();
  header.setCreator(creator);
  header.setNonce(nonce);
  return header.serializeBinary();
}

function lastConfig(index: bigint): common.LastConfig {
  const message = new common.LastConfig();
  message.setIndex(Number(index));
  return message;
}

function metadataOf(value: Uint8Array): common.Metadata {
  const message = new common.Metadata();
  message.setValue(value);
  return message;
}
