import { fail } from '@onceledger/chaincode/domain';
import type { ChannelConfiguration } from './channel-configuration.js';
import { decodeIdentifier } from './consenters.js';
import { dataHash, headerBytes, type CryptoCounters } from './hashes.js';
import type { Member } from './msp.js';
import type { Block, Envelope, MetadataSignature, SerializedIdentity } from './types.js';
import { EMPTY, WireReader, varint } from './wire.js';

/** What a block must follow; the genesis block follows nothing. */
export type Predecessor = Pick<Block, 'number' | 'hash'>;

/**
 * Verifies what a peer verifies before it validates: number and hash chain, data hash, form of the data, and that
 * orderers of the channel signed. A genesis block is signed by nobody; whoever uses it knows its hash (LedgerId).
 * @throws BLOCK_INVALID naming block and rule
 */
export function verifyBlock(
  block: Block,
  previous: Predecessor | undefined,
  config: ChannelConfiguration,
  counters?: CryptoCounters,
): void {
  verifyChain(block, previous);
  verifyData(block, counters);
  verifyChannel(block, config);
  if (previous !== undefined) verifySignatures(block, config, counters);
}

function verifyChain(block: Block, previous: Predecessor | undefined): void {
  const number = previous === undefined ? 0n : previous.number + 1n;
  if (block.number !== number) throw broken(block, `it stands where block ${number} belongs`);
  if (!equal(block.previousHash, previous?.hash ?? EMPTY))
    throw broken(block, 'its previous hash is not the hash of the block before');
}

function verifyData(block: Block, counters: CryptoCounters | undefined): void {
  if (block.envelopes.length === 0) throw broken(block, 'it is empty');
  const bytes = block.envelopes.map((envelope) => envelope.bytes);
  if (!equal(block.dataHash, dataHash(bytes, counters)))
    throw broken(block, 'its data hash is not that of its data');
  if (block.envelopes.some(({ kind }) => kind === 'config') && block.envelopes.length > 1)
    throw broken(block, 'a configuration stands beside other transactions');
  for (const [index, envelope] of block.envelopes.entries())
    if (envelope.kind !== 'config' && !isWellFormed(envelope))
      throw broken(block, `transaction ${index} is not in the one form that a block admits`);
}

/** Payload, signature, then whatever Fabric's decoder would keep unread: anything else could be changed without a trace. */
function isWellFormed({ payload, signature, bytes }: Envelope): boolean {
  if (payload.length === 0 || signature.length === 0) return false;
  const start = Buffer.concat([Uint8Array.of(10), varint(payload.length)]);
  const middle = Buffer.concat([Uint8Array.of(18), varint(signature.length)]);
  const signatureAt = start.length + payload.length;
  const end = signatureAt + middle.length + signature.length;
  return (
    equal(bytes.subarray(0, start.length), start) &&
    equal(bytes.subarray(signatureAt, signatureAt + middle.length), middle) &&
    (end === bytes.length || onlyUnknown(bytes.subarray(end)))
  );
}

function onlyUnknown(bytes: Uint8Array): boolean {
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 10 || fields.tag === 18) return false;
  return true;
}

function verifyChannel(block: Block, config: ChannelConfiguration): void {
  const [first] = block.envelopes;
  if (first?.channel !== config.channel) throw broken(block, 'it belongs to another channel');
}

function verifySignatures(
  block: Block,
  config: ChannelConfiguration,
  counters: CryptoCounters | undefined,
): void {
  const policy = config.policy('/Channel/Orderer/BlockValidation');
  if (policy === undefined) throw broken(block, 'the channel says not who signs blocks');
  const header = headerBytes(block.number, block.previousHash, block.dataHash);
  const signers = new Map<string, Member>();
  for (const signature of block.metadata.signatures) {
    const { identity, named } = signerOf(signature, config);
    const member = identity === undefined ? undefined : config.member(identity);
    if (member === undefined || signers.has(member.fingerprint)) continue;
    const covered = Buffer.concat([block.metadata.signedValue, named, header]);
    if (member.check(covered, signature.signature, counters)) signers.set(member.fingerprint, member);
  }
  if (!policy([...signers.values()])) throw broken(block, 'not enough orderers of the channel signed it');
}

/** Raft names the signer by certificate, BFT by its number among the consenters. */
function signerOf(
  signature: MetadataSignature,
  config: ChannelConfiguration,
): { identity: SerializedIdentity | undefined; named: Uint8Array } {
  const { signatureHeader, identifierHeader } = signature;
  if (signatureHeader.length > 0 || identifierHeader === undefined)
    return { identity: signature.creator, named: signatureHeader };
  return { identity: config.consenters.get(decodeIdentifier(identifierHeader)), named: identifierHeader };
}

function broken(block: Block, rule: string): Error {
  return fail('BLOCK_INVALID', `block ${block.number}: ${rule}`);
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
