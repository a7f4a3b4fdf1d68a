import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { decodeBlock } from '../../blocks/decode.js';
import type { AccessIdentity, ChannelAccess } from '../endorsement/access.js';
import { field } from '../server/wire-field.js';
import type { BlockReader } from './block-reader.js';
import { type BlockSpan, type DeliverRequest, parseDeliverRequest, spanOf } from './seek.js';

export interface DeliverFacts {
  readonly channel: string;
  readonly access: ChannelAccess;
  /** Policy that whoever asks must satisfy. */
  readonly policy: string;
  readonly reader: BlockReader;
  readonly now: () => Date;
}

/** How a block or a status becomes a message: peers and orderers answer differently. */
export interface DeliverForm {
  block(bytes: Uint8Array, creator: AccessIdentity): Promise<Uint8Array> | Uint8Array;
  status(status: number): Uint8Array;
}

const TIME_WINDOW = 15 * 60_000;
const { SUCCESS, BAD_REQUEST, FORBIDDEN, NOT_FOUND } = common.Status;

/**
 * The deliver service of peers and orderers (common/deliver/deliver.go): for each signed request the blocks it asks
 * for, then a status; a status other than SUCCESS ends the stream.
 */
export async function* deliver(
  facts: DeliverFacts,
  form: DeliverForm,
  requests: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of requests) {
    const status = yield* answer(facts, form, bytes, signal);
    yield form.status(status);
    if (status !== SUCCESS) return;
  }
}

async function* answer(
  facts: DeliverFacts,
  form: DeliverForm,
  bytes: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, number> {
  const request = parse(bytes);
  if (!request || !isTimely(request, facts.now())) return BAD_REQUEST;
  if (request.channel !== facts.channel) return NOT_FOUND;
  const creator = authenticate(facts, request);
  if (!creator) return FORBIDDEN;
  const span = spanOf(request.seek, facts.reader.height);
  if (!span) return BAD_REQUEST;
  const failFast = request.seek.getBehavior() === orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY;
  return yield* blocksOf(facts, form, { span, creator, failFast }, signal);
}

async function* blocksOf(
  { reader, now }: DeliverFacts,
  form: DeliverForm,
  asked: { span: BlockSpan; creator: AccessIdentity; failFast: boolean },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, number> {
  const { span, creator, failFast } = asked;
  if (failFast && span.first >= reader.height) return NOT_FOUND;
  for await (const { number, bytes } of reader.follow(span.first, signal)) {
    // A certificate that ran out meanwhile ends the stream.
    if (!creator.isValid(now())) return FORBIDDEN;
    yield await form.block(bytes, creator);
    if (number >= span.last) break;
    if (failFast && number + 1n >= reader.height) return NOT_FOUND;
  }
  return SUCCESS;
}

function parse(bytes: Uint8Array): DeliverRequest | undefined {
  try {
    return parseDeliverRequest(bytes);
  } catch {
    // Whatever cannot be read is a bad request; there is nothing more to tell.
    return undefined;
  }
}

function isTimely({ timestamp }: DeliverRequest, now: Date): boolean {
  return timestamp !== undefined && Math.abs(now.getTime() - timestamp.getTime()) <= TIME_WINDOW;
}

function authenticate(
  { access, policy, now }: DeliverFacts,
  request: DeliverRequest,
): AccessIdentity | undefined {
  const creator = access.identity(request.creator);
  if (!creator?.isValid(now()) || !creator.verify(request.payload, request.signature)) return undefined;
  return access.satisfies(policy, [creator]) ? creator : undefined;
}

/** `/protos.Deliver/Deliver`, and the same one-of of a peer for status. */
export const BLOCKS: DeliverForm = { block: (bytes) => field(DELIVER_BLOCK, bytes), status: peerStatus };

export function peerStatus(status: number): Uint8Array {
  const message = new peer.DeliverResponse();
  message.setStatus(status as common.StatusMap[keyof common.StatusMap]);
  return message.serializeBinary();
}

/** `/orderer.AtomicBroadcast/Deliver`: without what only peers know, the validation codes and the commit hash. */
export const ORDERED_BLOCKS: DeliverForm = {
  block: (bytes) => field(DELIVER_BLOCK, withoutValidation(bytes)),
  status: (status) => {
    const message = new orderer.DeliverResponse();
    message.setStatus(status as common.StatusMap[keyof common.StatusMap]);
    return message.serializeBinary();
  },
};

/** Field 2, length-delimited: `block` in peer.DeliverResponse and orderer.DeliverResponse alike. */
const DELIVER_BLOCK = 0x12;

function withoutValidation(bytes: Uint8Array): Uint8Array {
  const block = common.Block.deserializeBinary(bytes);
  const elements = decodeBlock(bytes).metadata.elements.map((element, index) =>
    index === common.BlockMetadataIndex.TRANSACTIONS_FILTER || index === common.BlockMetadataIndex.COMMIT_HASH
      ? new Uint8Array()
      : element,
  );
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(elements);
  block.setMetadata(metadata);
  return block.serializeBinary();
}
