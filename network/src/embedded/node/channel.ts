import { CHAINCODE_NAME, fail } from '@onceledger/chaincode/domain';
import { ChannelConfiguration } from '../../blocks/channel-configuration.js';
import { decodeBlock } from '../../blocks/decode.js';
import { decodeIdentity } from '../../blocks/decode-identity.js';
import { ChaincodeDefinitions } from '../../blocks/definitions.js';
import { type ChaincodeDefinition, LIFECYCLE } from '../../blocks/lifecycle.js';
import type { Member } from '../../blocks/msp.js';
import { BlockValidator } from '../../blocks/validator.js';
import { serializeIdentity } from '../../identity/signing.js';
import { Collections } from '../chaincode/collections.js';
import { Committer } from '../commit/committer.js';
import { Expiry } from '../commit/expiry.js';
import { PendingView } from '../commit/pending-view.js';
import { ReadWriteLock } from '../commit/read-write-lock.js';
import { definitionCollections } from '../endorsement/definition-rules.js';
import { TransientStore } from '../endorsement/transient-store.js';
import { closeAll, type Durable, type DurableOptions, openDurable } from './durable.js';
import type { NodeIdentities } from './identities.js';
import { replayBlocks } from './replay.js';

export interface ChannelOptions extends DurableOptions {
  readonly onProgress?: (done: bigint, total: bigint) => void;
}

/** A ledger opened by this process: its files, its state and what commits to them. */
export interface Channel extends Omit<Durable, 'opened' | 'last'> {
  readonly validator: BlockValidator;
  readonly committer: Committer;
  readonly lock: ReadWriteLock;
  readonly transients: TransientStore;
  /** The endorsing identities as the channel knows them. */
  readonly peers: ReadonlyMap<string, Member>;
  /** Undefined before block 1. */
  definition(): ChaincodeDefinition | undefined;
  collections(): Collections;
  close(): Promise<void>;
}

/** Opens the files, replays what the state lacks, and on a new ledger commits block 0. */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const durable = await openDurable(options);
  try {
    return await assemble(durable, options);
  } catch (error) {
    await closeAll(durable.opened);
    throw error;
  }
}

async function assemble(durable: Durable, options: ChannelOptions): Promise<Channel> {
  const { files, state, counters, orderer, first, last, opened } = durable;
  const config = await configurationOf(durable);
  const peers = peerMembers(config, options.identities);
  const view = new PendingView(state);
  const definitions = await loadDefinitions(durable);
  const definition = (): ChaincodeDefinition | undefined => definitions.get(CHAINCODE_NAME);
  const collections = collectionsBy(definition, peers);
  const expiry = new Expiry(files.blocks, collections, view);
  const { onProgress } = options;
  await replayBlocks({
    files,
    state,
    collections,
    expiry,
    definitions,
    ...(onProgress && { onProgress }),
  });
  const commitHash = last?.metadata.commitHash ?? new Uint8Array();
  const validator = new BlockValidator(config, definitions, view, { counters, commitHash });
  const shared = { lock: new ReadWriteLock(), transients: new TransientStore(), validator, collections };
  const lastHash = last?.hash ?? new Uint8Array();
  const committer = new Committer({ ...shared, files, state, view, expiry, orderer, counters, lastHash });
  if (options.genesis) await committer.commitGenesis(options.genesis);
  const close = (): Promise<void> => closeAll(opened);
  return { ...shared, files, state, counters, orderer, first, committer, peers, definition, close };
}

async function configurationOf({ files, first, last }: Durable): Promise<ChannelConfiguration> {
  const number = last?.metadata.lastConfig ?? 0n;
  const block = number === 0n ? first : decodeBlock(await files.blocks.read(number));
  return ChannelConfiguration.fromBlock(block);
}

function loadDefinitions({ state }: Durable): Promise<ChaincodeDefinitions> {
  return ChaincodeDefinitions.load([CHAINCODE_NAME], async (key) => (await state.get(LIFECYCLE, key))?.value);
}

function peerMembers(config: ChannelConfiguration, { peers }: NodeIdentities): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const [organization, { mspId, certificate }] of peers) {
    const member = config.member(decodeIdentity(serializeIdentity(mspId, certificate)));
    if (!member || member.fault !== undefined) {
      throw fail('CONFIGURATION_INVALID', `the channel does not know the peer of ${organization}`);
    }
    members.set(organization, member);
  }
  return members;
}

/** Computed once a definition. */
function collectionsBy(
  definition: () => ChaincodeDefinition | undefined,
  peers: ReadonlyMap<string, Member>,
): () => Collections {
  let of: ChaincodeDefinition | undefined;
  let made = new Collections([], [...peers.keys()]);
  return () => {
    const present = definition();
    if (present !== of && present) made = definitionCollections(present, peers);
    of = present;
    return made;
  };
}
