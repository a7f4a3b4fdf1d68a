import { status } from '@grpc/grpc-js';
import { common } from '@hyperledger/fabric-protos';
import { decodeEnvelope } from '../../blocks/decode-envelope.js';
import type { Endorsement, Envelope, TransactionEnvelope } from '../../blocks/types.js';
import type { Orderer } from '../commit/orderer.js';
import { privateSets } from '../commit/private-effects.js';
import { type ChannelAccess, WRITERS } from '../endorsement/access.js';
import type { TransientStore } from '../endorsement/transient-store.js';
import { RpcError } from './rpc-error.js';

export interface BroadcastFacts {
  readonly channel: string;
  readonly access: ChannelAccess;
  readonly transients: TransientStore;
  readonly orderer: Orderer;
  readonly maxBytes: number;
  readonly now: () => Date;
}
export interface BroadcastRefusal {
  readonly status: number;
  readonly info: string;
}

const { BAD_REQUEST, FORBIDDEN, NOT_FOUND, REQUEST_ENTITY_TOO_LARGE, SERVICE_UNAVAILABLE } = common.Status;
/** Envelopes waiting to be ordered at most: beyond it the node says so instead of growing. */
const MOST_WAITING = 20_000;

/** What the orderer demands of an envelope before it orders it; undefined: it is in the queue. */
export async function broadcast(
  bytes: Uint8Array,
  facts: BroadcastFacts,
): Promise<BroadcastRefusal | undefined> {
  const { orderer, maxBytes } = facts;
  const unavailable = unavailability(orderer);
  if (unavailable) return unavailable;
  if (bytes.length > maxBytes) {
    const info = `message payload is ${bytes.length.toString()} bytes and exceeds maximum allowed ${maxBytes.toString()} bytes`;
    return { status: REQUEST_ENTITY_TOO_LARGE, info };
  }
  const envelope = decodeEnvelope(bytes);
  // Verifying takes a while in other threads: the orderer may have stopped since.
  const refusal = (await refusalOf(envelope, facts)) ?? unavailability(orderer);
  if (refusal) return refusal;
  facts.transients.keep(envelope.transactionId);
  orderer.submit(envelope);
  return undefined;
}

function unavailability(orderer: Orderer): BroadcastRefusal | undefined {
  if (orderer.failure)
    return { status: SERVICE_UNAVAILABLE, info: 'the ledger stopped after a storage error' };
  if (orderer.closing) return { status: SERVICE_UNAVAILABLE, info: 'the ledger is closing' };
  if (orderer.waiting >= MOST_WAITING)
    return { status: SERVICE_UNAVAILABLE, info: 'too many transactions wait' };
  return undefined;
}

/** As a gateway peer reports an orderer's refusal: nothing was ordered. */
export function refusedByOrderer({ status: code, info }: BroadcastRefusal, address: string, mspId: string) {
  const name = nameOf(code);
  if (code === SERVICE_UNAVAILABLE) {
    const message = `received unsuccessful response from orderer: status=${name}, info=${info}`;
    return new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', [
      { address, mspId, message },
    ]);
  }
  return new RpcError(
    status.ABORTED,
    `received unsuccessful response from orderer: status=${name}, info=${info}`,
  );
}

async function refusalOf(envelope: Envelope, facts: BroadcastFacts): Promise<BroadcastRefusal | undefined> {
  if (envelope.kind !== 'transaction') {
    return { status: BAD_REQUEST, info: 'the envelope is not an endorsed transaction' };
  }
  if (envelope.channel !== facts.channel) {
    return { status: NOT_FOUND, info: 'cannot forward transaction to unknown channel' };
  }
  const [refusal] = await Promise.all([
    refusalOfCreator(envelope, facts),
    verifyEndorsements(envelope, facts),
  ]);
  return refusal ?? refusalOfPrivateData(envelope, facts.transients);
}

/** Whether they suffice is the validator's question; what verifies here, in other threads, it need not verify again. */
async function verifyEndorsements(
  { endorsements, proposalResponsePayload }: TransactionEnvelope,
  { access }: BroadcastFacts,
): Promise<void> {
  const verify = async ({ endorser, signature }: Endorsement): Promise<void> => {
    const signed = Buffer.concat([proposalResponsePayload, endorser.bytes]);
    await access.identity(endorser.bytes)?.verifyLater(signed, signature);
  };
  await Promise.all(endorsements.map(verify));
}

async function refusalOfCreator(
  envelope: TransactionEnvelope,
  { access, now }: BroadcastFacts,
): Promise<BroadcastRefusal | undefined> {
  const creator = access.identity(envelope.creator.bytes);
  const genuine =
    creator?.isValid(now()) === true && (await creator.verifyLater(envelope.payload, envelope.signature));
  if (genuine && access.satisfies(WRITERS, [creator])) return undefined;
  return {
    status: FORBIDDEN,
    info: "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied",
  };
}

/**
 * Private values live in memory between endorsement and commit. Once lost (a restart, a long wait), committing their hashes
 * would lose them for ever, as it can on Fabric: the transaction is refused instead and must be endorsed again.
 */
function refusalOfPrivateData(
  envelope: TransactionEnvelope,
  transients: TransientStore,
): BroadcastRefusal | undefined {
  const missing = privateSets(envelope).find((set) => !transients.find(envelope.transactionId, set));
  if (!missing) return undefined;
  const info = `the private data of collection ${missing.collection} is no longer held; endorse the transaction again`;
  return { status: BAD_REQUEST, info };
}

function nameOf(code: number): string {
  return Object.entries(common.Status).find(([, value]) => value === code)?.[0] ?? code.toString();
}
