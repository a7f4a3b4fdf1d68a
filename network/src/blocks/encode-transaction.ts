import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { encodeSignatureHeader } from './encode.js';
import { bytesField, messageField, numberField, textField } from './wire-writer.js';
import { EMPTY } from './wire.js';
import { sha256, transactionId, type CryptoCounters } from './hashes.js';
import type { Signer } from './signer.js';
import type { ProposalParts } from './types.js';

const MILLISECONDS = 1000;
const NANOSECONDS = 1e6;

export interface ProposalRequest {
  readonly channel: string;
  readonly chaincode: string;
  /** Function name first; text as UTF-8. */
  readonly args: readonly (string | Uint8Array)[];
  readonly transient?: Readonly<Record<string, Uint8Array>>;
  /** msp.SerializedIdentity. */
  readonly creator: Uint8Array;
  readonly timestamp: Date;
  /** 24 random bytes where absent. */
  readonly nonce?: Uint8Array;
}
export interface Proposal extends ProposalParts {
  readonly transactionId: string;
  /** Serialized peer.Proposal, with transient data: what endorsers get. */
  readonly bytes: Uint8Array;
}

/** A proposal as Fabric's own clients build it. `payload` and `hash` leave the transient data out. */
export function createProposal(request: ProposalRequest, counters?: CryptoCounters): Proposal {
  const nonce = request.nonce ?? randomBytes(24);
  const id = transactionId(nonce, request.creator, counters);
  const channelHeader = encodeChannelHeader({ ...request, transactionId: id });
  const signatureHeader = encodeSignatureHeader(request.creator, nonce);
  const sent = proposalPayload(request);
  const payload = withoutTransient(sent);
  const hash = proposalHash({ channelHeader, signatureHeader, payload }, counters);
  const proposal = new peer.Proposal();
  proposal.setHeader(headerOf(channelHeader, signatureHeader).serializeBinary());
  proposal.setPayload(sent);
  return {
    transactionId: id,
    channelHeader,
    signatureHeader,
    payload,
    hash,
    bytes: proposal.serializeBinary(),
  };
}

/** A peer.ChaincodeProposalPayload without its transient map: the form that goes into the transaction. */
export function withoutTransient(payload: Uint8Array): Uint8Array {
  const message = peer.ChaincodeProposalPayload.deserializeBinary(payload);
  message.clearTransientmapMap();
  return message.serializeBinary();
}

/** SHA-256 of channel header ‖ signature header ‖ payload without transient data. */
export function proposalHash(parts: Omit<ProposalParts, 'hash'>, counters?: CryptoCounters): Uint8Array {
  return sha256([parts.channelHeader, parts.signatureHeader, parts.payload], counters);
}

export interface SimulationResult {
  readonly proposalHash: Uint8Array;
  readonly chaincode: { readonly name: string; readonly version: string };
  readonly response: { readonly status: number; readonly message?: string; readonly payload: Uint8Array };
  /** What `encodeReadWriteSet` made. */
  readonly readWriteSet: Uint8Array;
  readonly event?: { readonly name: string; readonly payload: Uint8Array; readonly transactionId: string };
}

/** peer.ProposalResponsePayload: what endorsers sign; equal bytes from all of them, or there is no transaction. */
export function encodeProposalResponsePayload(result: SimulationResult): Uint8Array {
  const { chaincode, event, proposalHash: hash, readWriteSet, response } = result;
  const answer = Buffer.concat([
    numberField(1, response.status),
    textField(2, response.message ?? ''),
    bytesField(3, response.payload),
  ]);
  const action = Buffer.concat([
    bytesField(1, readWriteSet),
    event === undefined ? bytesField(2, EMPTY) : bytesField(2, encodeEvent(chaincode.name, event)),
    messageField(3, answer),
    messageField(4, Buffer.concat([textField(2, chaincode.name), textField(3, chaincode.version)])),
  ]);
  return Buffer.concat([bytesField(1, hash), bytesField(2, action)]);
}

export interface SerializedEndorsement {
  /** msp.SerializedIdentity. */
  readonly endorser: Uint8Array;
  readonly signature: Uint8Array;
}

/** An endorser signs the payload with its own identity appended. */
export function endorse(proposalResponsePayload: Uint8Array, signer: Signer): SerializedEndorsement {
  const endorser = signer.serializedIdentity;
  return { endorser, signature: signer.sign(Buffer.concat([proposalResponsePayload, endorser])) };
}

/** common.Payload of an endorsed transaction: what its creator signs. */
export function assembleTransaction(
  proposal: Omit<ProposalParts, 'hash'>,
  proposalResponsePayload: Uint8Array,
  endorsements: readonly SerializedEndorsement[],
): Uint8Array {
  const endorsed = Buffer.concat([
    bytesField(1, proposalResponsePayload),
    ...endorsements.map((one) => messageField(2, endorsementOf(one))),
  ]);
  const actionPayload = Buffer.concat([bytesField(1, proposal.payload), messageField(2, endorsed)]);
  const action = Buffer.concat([bytesField(1, proposal.signatureHeader), bytesField(2, actionPayload)]);
  const header = Buffer.concat([
    bytesField(1, proposal.channelHeader),
    bytesField(2, proposal.signatureHeader),
  ]);
  return Buffer.concat([messageField(1, header), bytesField(2, messageField(1, action))]);
}

/** A serialized common.Envelope. */
export function signEnvelope(payload: Uint8Array, signer: Signer): Uint8Array {
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(signer.sign(payload));
  return envelope.serializeBinary();
}

interface ChannelHeaderParts {
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: Date;
  /** Absent for a config transaction. */
  readonly chaincode?: string;
}

/** common.ChannelHeader of an endorser transaction, or of a config transaction where no chaincode is named. */
export function encodeChannelHeader(parts: ChannelHeaderParts): Uint8Array {
  const header = new common.ChannelHeader();
  const { chaincode } = parts;
  header.setVersion(chaincode === undefined ? 1 : 0);
  header.setType(chaincode === undefined ? common.HeaderType.CONFIG : common.HeaderType.ENDORSER_TRANSACTION);
  header.setChannelId(parts.channel);
  header.setTxId(parts.transactionId);
  header.setTimestamp(timestampOf(parts.timestamp));
  if (chaincode !== undefined) {
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(chaincodeId(chaincode));
    header.setExtension$(extension.serializeBinary());
  }
  return header.serializeBinary();
}

export function headerOf(channelHeader: Uint8Array, signatureHeader: Uint8Array): common.Header {
  const header = new common.Header();
  header.setChannelHeader(channelHeader);
  header.setSignatureHeader(signatureHeader);
  return header;
}

function proposalPayload({ chaincode, args, transient }: ProposalRequest): Uint8Array {
  const input = new peer.ChaincodeInput();
  input.setArgsList(
    args.map((argument) => (typeof argument === 'string' ? Buffer.from(argument) : argument)),
  );
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(chaincodeId(chaincode));
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  const map = payload.getTransientmapMap();
  for (const [name, value] of Object.entries(transient ?? {})) map.set(name, value);
  return payload.serializeBinary();
}

function encodeEvent(chaincode: string, event: NonNullable<SimulationResult['event']>): Uint8Array {
  return Buffer.concat([
    textField(1, chaincode),
    textField(2, event.transactionId),
    textField(3, event.name),
    bytesField(4, event.payload),
  ]);
}

function endorsementOf({ endorser, signature }: SerializedEndorsement): Uint8Array {
  return Buffer.concat([bytesField(1, endorser), bytesField(2, signature)]);
}

function chaincodeId(name: string): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(name);
  return id;
}

function timestampOf(date: Date): timestamps.Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / MILLISECONDS);
  const timestamp = new timestamps.Timestamp();
  timestamp.setSeconds(seconds);
  timestamp.setNanos((milliseconds - seconds * MILLISECONDS) * NANOSECONDS);
  return timestamp;
}
