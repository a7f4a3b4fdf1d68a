import { CODES } from './codes.js';
import { decodeTransaction } from './decode-transaction.js';
import { decodeIdentity, decodeSignatureHeader } from './decode-identity.js';
import type { Envelope, MalformedEnvelope } from './types.js';
import { EMPTY, WireReader, attempt, merged } from './wire.js';

const CONFIG = 1;
const CONFIG_UPDATE = 2;
const ENDORSER_TRANSACTION = 3;

/** What both headers say, before anything of it is judged. */
export interface Headers {
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

/** One element of a block's data. Bytes that are no transaction become a MalformedEnvelope with Fabric's code for them. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const outer = attempt(() => envelopeFields(bytes));
  if (outer === undefined) return malformed(bytes, CODES.INVALID_OTHER_REASON);
  const payload = attempt(() => payloadFields(outer.payload));
  if (payload === undefined) return malformed(bytes, CODES.BAD_PAYLOAD, outer);
  const headers = payload.header === undefined ? undefined : attempt(() => headerFields(payload));
  if (headers === undefined) return malformed(bytes, CODES.BAD_COMMON_HEADER, outer);
  const base = {
    channel: headers.channel,
    transactionId: headers.transactionId,
    timestamp: headers.timestamp,
    creator: decodeIdentity(headers.creator),
    nonce: headers.nonce,
    signature: outer.signature,
    payload: outer.payload,
    bytes,
  };
  const code = headerFault(headers);
  if (code !== undefined) return { kind: 'malformed', code, ...base };
  if (headers.type === CONFIG) return { kind: 'config', config: payload.data, ...base };
  return { ...base, ...decodeTransaction(headers, payload.data) };
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

interface PayloadFields {
  readonly header: { readonly channel: Uint8Array; readonly signature: Uint8Array } | undefined;
  readonly data: Uint8Array;
}

function payloadFields(bytes: Uint8Array): PayloadFields {
  let header: Uint8Array | undefined;
  let data: Uint8Array = EMPTY;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 10) header = merged(header, fields.bytes);
    else if (fields.tag === 18) data = fields.bytes;
  }
  if (header === undefined) return { header, data };
  let channel: Uint8Array = EMPTY;
  let signature: Uint8Array = EMPTY;
  const inner = new WireReader(header);
  while (inner.next()) {
    if (inner.tag === 10) channel = inner.bytes;
    else if (inner.tag === 18) signature = inner.bytes;
  }
  return { header: { channel, signature }, data };
}

function headerFields({ header }: PayloadFields): Headers {
  const channelHeader = header?.channel ?? EMPTY;
  return {
    ...channelHeaderFields(channelHeader),
    ...decodeSignatureHeader(header?.signature ?? EMPTY),
    channelHeader,
  };
}

/** common.ChannelHeader. */
function channelHeaderFields(bytes: Uint8Array): Omit<Headers, 'creator' | 'nonce' | 'channelHeader'> {
  const found = { type: 0, epoch: 0n, channel: '', transactionId: '', extension: EMPTY as Uint8Array };
  let timestamp: Uint8Array | undefined;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    switch (fields.tag) {
      case 8:
        found.type = fields.int32;
        break;
      case 26:
        timestamp = merged(timestamp, fields.bytes);
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
  return { ...found, timestamp: dateOf(timestamp ?? EMPTY) };
}

/** google.protobuf.Timestamp, to the millisecond. */
function dateOf(bytes: Uint8Array): Date {
  let seconds = 0n;
  let nanos = 0;
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 8) seconds = BigInt.asIntN(64, fields.uint64);
    else if (fields.tag === 16) nanos = fields.int32;
  }
  return new Date(Number(seconds) * 1000 + Math.trunc(nanos / 1e6));
}

function malformed(
  bytes: Uint8Array,
  code: number,
  outer: EnvelopeFields = { payload: EMPTY, signature: EMPTY },
): MalformedEnvelope {
  const unread = {
    channel: '',
    transactionId: '',
    timestamp: new Date(0),
    creator: decodeIdentity(EMPTY),
    nonce: EMPTY,
  };
  return { kind: 'malformed', code, ...unread, ...outer, bytes };
}
