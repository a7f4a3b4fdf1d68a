import { CODES } from './codes.js';
import { decodeTransaction, type EnvelopeBase } from './decode-transaction.js';
import { decodeIdentity, signatureHeader } from './decode-identity.js';
import type { Envelope, MalformedEnvelope } from './types.js';
import { EMPTY, WireReader, attempt } from './wire.js';

const CONFIG = 1;
const CONFIG_UPDATE = 2;
const ENDORSER_TRANSACTION = 3;

/** One element of a block's data. Bytes that are no transaction become a MalformedEnvelope with Fabric's code for them. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const outer = attempt(() => envelopeFields(bytes));
  if (outer === undefined) return unreadable(bytes, CODES.INVALID_OTHER_REASON);
  const payload = attempt(() => payloadFields(outer.payload));
  if (payload === undefined) return unreadable(bytes, CODES.BAD_PAYLOAD, outer);
  const { header } = payload;
  const headers = header === undefined ? undefined : attempt(() => headerFields(header));
  if (headers === undefined) return unreadable(bytes, CODES.BAD_COMMON_HEADER, outer);
  return judged(headers, payload.data, {
    channel: headers.channel,
    transactionId: headers.transactionId,
    timestamp: headers.timestamp,
    creator: decodeIdentity(headers.creator),
    nonce: headers.nonce,
    signature: outer.signature,
    payload: outer.payload,
    bytes,
  });
}

function judged(headers: Headers, data: Uint8Array, base: EnvelopeBase): Envelope {
  const code = headerFault(headers);
  if (code !== undefined) return { kind: 'malformed', code, ...base };
  return headers.type === CONFIG
    ? { kind: 'config', config: data, ...base }
    : decodeTransaction(base, headers, data);
}

/** Fabric's validateChannelHeader and validateSignatureHeader; a genesis block's config alone has no creator. */
function headerFault(headers: Headers): number | undefined {
  const known = [CONFIG, CONFIG_UPDATE, ENDORSER_TRANSACTION].includes(headers.type);
  if (!known || headers.epoch !== 0n) return CODES.BAD_COMMON_HEADER;
  if (headers.type === CONFIG) return undefined;
  if (headers.nonce.length === 0 || headers.creator.length === 0) return CODES.BAD_COMMON_HEADER;
  return headers.type === CONFIG_UPDATE ? CODES.UNSUPPORTED_TX_PAYLOAD : undefined;
}

interface EnvelopeFields {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

function envelopeFields(bytes: Uint8Array): EnvelopeFields {
  let payload: Uint8Array = EMPTY;
  let signature: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) payload = fields.bytes;
    else if (fields.tag === 18) signature = fields.bytes;
  }
  return { payload, signature };
}

interface SerializedHeaders {
  readonly channel: Uint8Array;
  readonly signature: Uint8Array;
}

function payloadFields(bytes: Uint8Array): { header: SerializedHeaders | undefined; data: Uint8Array } {
  let header: WireReader | undefined;
  let data: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) header = fields.message(header);
    else if (fields.tag === 18) data = fields.bytes;
  }
  return { header: header === undefined ? undefined : serializedHeaders(header), data };
}

function serializedHeaders(fields: WireReader): SerializedHeaders {
  let channel: Uint8Array = EMPTY;
  let signature: Uint8Array = EMPTY;
  while (fields.next()) {
    if (fields.tag === 10) channel = fields.bytes;
    else if (fields.tag === 18) signature = fields.bytes;
  }
  return { channel, signature };
}

/** What both headers say, before anything of it is judged. */
interface Headers {
  readonly type: number;
  readonly epoch: bigint;
  readonly channel: string;
  readonly transactionId: string;
  readonly timestamp: Date;
  readonly extension: Uint8Array;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  /** Serialized ChannelHeader. */
  readonly channelHeader: Uint8Array;
}

function headerFields({ channel: channelHeader, signature }: SerializedHeaders): Headers {
  const { creator, nonce } = signatureHeader(new WireReader(signature));
  const found = {
    type: 0,
    epoch: 0n,
    channel: '',
    transactionId: '',
    timestamp: new Date(0),
    extension: EMPTY as Uint8Array,
    creator,
    nonce,
    channelHeader,
  };
  let timestamp: WireReader | undefined;
  const fields = new WireReader(channelHeader);
  while (fields.next()) {
    switch (fields.tag) {
      case 8:
        found.type = fields.int32;
        break;
      case 26:
        timestamp = fields.message(timestamp);
        break;
      case 34:
        found.channel = fields.string;
        break;
      case 42:
        found.transactionId = fields.string;
        break;
      case 48:
        found.epoch = fields.uint64;
        break;
      case 58:
        found.extension = fields.bytes;
    }
  }
  if (timestamp !== undefined) found.timestamp = dateOf(timestamp);
  return found;
}

/** google.protobuf.Timestamp, to the millisecond. */
function dateOf(fields: WireReader): Date {
  let seconds = 0n;
  let nanos = 0;
  while (fields.next()) {
    if (fields.tag === 8) seconds = BigInt.asIntN(64, fields.uint64);
    else if (fields.tag === 16) nanos = fields.int32;
  }
  return new Date(Number(seconds) * 1000 + Math.trunc(nanos / 1e6));
}

function unreadable(
  bytes: Uint8Array,
  code: number,
  { payload, signature }: EnvelopeFields = { payload: EMPTY, signature: EMPTY },
): MalformedEnvelope {
  const creator = decodeIdentity(EMPTY);
  const nothing = { channel: '', transactionId: '', timestamp: new Date(0), creator, nonce: EMPTY };
  return { kind: 'malformed', code, ...nothing, payload, signature, bytes };
}
