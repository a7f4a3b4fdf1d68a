import { status } from '@grpc/grpc-js';
import { gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { decodeBlock } from '../../blocks/decode.js';
import { validTransactions } from '../commit/effects.js';
import { RpcError } from '../server/rpc-error.js';

/** Where the blocks come from: this process's ledger, or a peer. */
export interface EventSource {
  readonly reader: {
    readonly height: bigint;
    follow(
      start: bigint,
      signal: AbortSignal,
    ): AsyncIterable<{ readonly number: bigint; readonly bytes: Uint8Array }>;
  };
  readonly state: { transaction(id: string): Promise<{ readonly block: bigint } | undefined> };
}

/**
 * ChaincodeEvents (internal/pkg/gateway/chaincodeevents.go): one response a block that has events of the chaincode,
 * from the position asked for, or from the transaction after which the client wants to go on.
 */
export async function* chaincodeEvents(
  request: gateway.ChaincodeEventsRequest,
  { reader, state }: EventSource,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const after = request.getAfterTransactionId();
  const start = await startBlock(request, state, reader.height);
  let passed = after === '';
  for await (const { number, bytes } of reader.follow(start, signal)) {
    const events: peer.ChaincodeEvent[] = [];
    for (const event of eventsOf(bytes)) {
      if (passed && event.getChaincodeId() === request.getChaincodeId()) events.push(event);
      passed ||= event.getTxId() === after;
    }
    if (events.length > 0) yield response(number, events);
  }
}

async function startBlock(
  request: gateway.ChaincodeEventsRequest,
  state: EventSource['state'],
  height: bigint,
): Promise<bigint> {
  const after = request.getAfterTransactionId();
  const known = after === '' ? undefined : await state.transaction(after);
  return known ? known.block : firstBlock(request.getStartPosition(), height);
}

const { TypeCase } = orderer.SeekPosition;

function firstBlock(position: orderer.SeekPosition | undefined, height: bigint): bigint {
  if (!position) return height;
  switch (position.getTypeCase()) {
    case TypeCase.TYPE_NOT_SET:
    case TypeCase.NEXT_COMMIT:
      return height;
    case TypeCase.SPECIFIED:
      return BigInt(position.getSpecified()?.getNumber() ?? 0);
    default:
      throw new RpcError(status.INVALID_ARGUMENT, 'invalid start position type');
  }
}

function* eventsOf(bytes: Uint8Array): Generator<peer.ChaincodeEvent> {
  const block = decodeBlock(bytes);
  for (const { envelope } of validTransactions(block, block.metadata.validationCodes)) {
    if (!envelope.event) continue;
    const message = new peer.ChaincodeEvent();
    message.setChaincodeId(envelope.chaincode);
    message.setTxId(envelope.transactionId);
    message.setEventName(envelope.event.name);
    message.setPayload(envelope.event.payload);
    yield message;
  }
}

function response(number: bigint, events: readonly peer.ChaincodeEvent[]): Uint8Array {
  const message = new gateway.ChaincodeEventsResponse();
  message.setBlockNumber(Number(number));
  message.setEventsList([...events]);
  return message.serializeBinary();
}
