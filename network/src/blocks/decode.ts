import { fail } from '@onceledger/chaincode/domain';
import { decodeEnvelope } from './decode-envelope.js';
import { decodeIdentity, decodeSignatureHeader } from './decode-identity.js';
import { headerHash, type CryptoCounters } from './hashes.js';
import type { Block, BlockMetadata, MetadataSignature } from './types.js';
import { EMPTY, WireError, WireReader } from './wire.js';

/**
 * Reads a serialized common.Block: its form only, nothing is verified (see `verifyBlock`, `BlockValidator`). Throws
 * BLOCK_INVALID where header, data or metadata cannot be read; an envelope that cannot be read stays as `malformed`.
 */
export function decodeBlock(bytes: Uint8Array, counters?: CryptoCounters): Block {
  try {
    const { header, data, metadata } = blockFields(bytes);
    const { number, previousHash, dataHash } = headerFields(header);
    return {
      number,
      previousHash,
      dataHash,
      hash: headerHash(number, previousHash, dataHash, counters),
      envelopes: repeated(data).map((envelope) => decodeEnvelope(envelope)),
      metadata: metadataOf(repeated(metadata)),
      bytes,
    };
  } catch (error) {
    if (error instanceof WireError)
      throw fail('BLOCK_INVALID', { detail: `not a block: ${error.message}`, cause: error });
    throw error;
  }
}

function blockFields(bytes: Uint8Array): { header: WireReader; data: WireReader; metadata: WireReader } {
  let header: WireReader | undefined;
  let data: WireReader | undefined;
  let metadata: WireReader | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) header = fields.message(header);
    else if (fields.tag === 18) data = fields.message(data);
    else if (fields.tag === 26) metadata = fields.message(metadata);
  }
  if (header === undefined || data === undefined || metadata === undefined)
    throw new WireError('header, data or metadata is missing');
  return { header, data, metadata };
}

function headerFields(fields: WireReader): {
  number: bigint;
  previousHash: Uint8Array;
  dataHash: Uint8Array;
} {
  let number = 0n;
  let previousHash: Uint8Array = EMPTY;
  let dataHash: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 8) number = fields.uint64;
    else if (fields.tag === 18) previousHash = fields.bytes;
    else if (fields.tag === 26) dataHash = fields.bytes;
  }
  return { number, previousHash, dataHash };
}

/** BlockData and BlockMetadata both are one repeated bytes field. */
function repeated(fields: WireReader): Uint8Array[] {
  const elements: Uint8Array[] = [];
  while (fields.next()) if (fields.tag === 10) elements.push(fields.bytes);
  return elements;
}

/** common.BlockMetadataIndex: SIGNATURES 0, LAST_CONFIG 1 (obsolete), TRANSACTIONS_FILTER 2, ORDERER 3 (obsolete), COMMIT_HASH 4. */
function metadataOf(elements: readonly Uint8Array[]): BlockMetadata {
  const signatures = metadata(elements[0] ?? EMPTY);
  return {
    signatures: signatures.signatures,
    signedValue: signatures.value,
    lastConfig: lastConfig(signatures.value),
    validationCodes: elements[2] ?? EMPTY,
    commitHash: metadata(elements[4] ?? EMPTY).value,
    elements,
  };
}

/** common.Metadata. */
function metadata(bytes: Uint8Array): { value: Uint8Array; signatures: MetadataSignature[] } {
  let value: Uint8Array = EMPTY;
  const signatures: MetadataSignature[] = [];
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) value = fields.bytes;
    else if (fields.tag === 18) signatures.push(metadataSignature(fields.message()));
  }
  return { value, signatures };
}

function metadataSignature(fields: WireReader): MetadataSignature {
  let signatureHeader: Uint8Array = EMPTY;
  let signature: Uint8Array = EMPTY;
  let identifierHeader: Uint8Array | undefined;
  while (fields.next()) {
    if (fields.tag === 10) signatureHeader = fields.bytes;
    else if (fields.tag === 18) signature = fields.bytes;
    else if (fields.tag === 26) identifierHeader = fields.bytes;
  }
  const creator = decodeIdentity(decodeSignatureHeader(signatureHeader).creator);
  return {
    signatureHeader,
    creator,
    signature,
    ...(identifierHeader === undefined ? {} : { identifierHeader }),
  };
}

/** OrdererBlockMetadata: field 1 is a LastConfig with the number of the latest config block. */
function lastConfig(value: Uint8Array): bigint {
  let index = 0n;
  const fields = new WireReader(value);
  while (fields.next()) {
    if (fields.tag !== 10) continue;
    const inner = fields.message();
    while (inner.next()) if (inner.tag === 8) index = inner.uint64;
  }
  return index;
}
