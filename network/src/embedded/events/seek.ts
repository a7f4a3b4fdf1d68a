import { common, orderer } from '@hyperledger/fabric-protos';

/** A signed deliver request taken apart: who asks for which blocks. */
export interface DeliverRequest {
  readonly channel: string;
  readonly timestamp: Date | undefined;
  readonly creator: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly seek: orderer.SeekInfo;
}

export function parseDeliverRequest(bytes: Uint8Array): DeliverRequest {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const header = payload.getHeader();
  if (!header) throw new Error('envelope has no header');
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
  return {
    channel: channelHeader.getChannelId(),
    timestamp: channelHeader.getTimestamp()?.toDate(),
    creator: signatureHeader.getCreator_asU8(),
    payload: envelope.getPayload_asU8(),
    signature: envelope.getSignature_asU8(),
    seek: orderer.SeekInfo.deserializeBinary(payload.getData_asU8()),
  };
}

/** First and last block asked for; undefined where the request is none. `last` undefined: without end. */
export interface BlockSpan {
  readonly first: bigint;
  readonly last: bigint;
}

export function spanOf(seek: orderer.SeekInfo, height: bigint): BlockSpan | undefined {
  const start = seek.getStart();
  const stop = seek.getStop();
  if (!start || !stop) return undefined;
  const first = firstOf(start, height);
  const last = lastOf(start, stop, { first, height });
  return last === undefined || last < first ? undefined : { first, last };
}

const { TypeCase } = orderer.SeekPosition;

function firstOf(position: orderer.SeekPosition, height: bigint): bigint {
  switch (position.getTypeCase()) {
    case TypeCase.NEWEST:
      return height - 1n;
    case TypeCase.NEXT_COMMIT:
      return height;
    case TypeCase.SPECIFIED:
      return BigInt(position.getSpecified()?.getNumber() ?? 0);
    default:
      return 0n;
  }
}

function lastOf(
  start: orderer.SeekPosition,
  stop: orderer.SeekPosition,
  at: { first: bigint; height: bigint },
): bigint | undefined {
  switch (stop.getTypeCase()) {
    case TypeCase.OLDEST:
      return at.first;
    case TypeCase.NEWEST:
      return start.getTypeCase() === TypeCase.NEWEST ? at.first : at.height - 1n;
    case TypeCase.SPECIFIED:
      return BigInt(stop.getSpecified()?.getNumber() ?? 0);
    default:
      return undefined;
  }
}
