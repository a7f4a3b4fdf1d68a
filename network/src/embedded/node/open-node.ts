import { DirectChaincode } from '@onceledger/chaincode/server';
import { status } from '@grpc/grpc-js';
import { contractsFor } from '@onceledger/chaincode';
import { systemClock } from '@onceledger/chaincode/crypto';
import { CHAINCODE_NAME, type Clock, fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { type ChaincodeDefinition, sequenceKey } from '../../blocks/lifecycle.js';
import { consortiumDigest } from '../../consortium.js';
import { signerOf } from '../../identity/signing.js';
import { CODES } from '../../blocks/codes.js';
import { HistoryReader } from '../chaincode/history.js';
import { ChainHeight } from '../commit/chain-height.js';
import type { CommittedBlock } from '../commit/committer.js';
import { Orderer } from '../commit/orderer.js';
import { TransactionWaiters } from '../commit/transaction-waiters.js';
import { ConfiguredAccess } from '../endorsement/channel-access.js';
import { definitionRules } from '../endorsement/definition-rules.js';
import { Peer, type PeerChannel } from '../endorsement/peer.js';
import { Slots } from '../endorsement/slots.js';
import { BlockReader } from '../events/block-reader.js';
import type { EmbeddedNode, NodeOptions } from '../node.js';
import { RpcError } from '../server/rpc-error.js';
import { type Channel, openChannel } from './channel.js';
import { placesOf } from './create-ledger.js';
import { type NodeIdentities, readIdentities } from './identities.js';
import { ledgerIdOf } from '../../ledger-id.js';
import { RunningNode } from './running-node.js';
import { ordererService, peerServices, type ServiceFacts } from './services.js';

/** Endorsements running at a time: each holds the commit lock, so the group behind it waits for few. */
const ENDORSING = 16;
const LEAST_ENVELOPE_BYTES = 10 * 1024 * 1024;

/**
 * Opens a ledger for this process alone: recovers and replays it, then starts a logical peer for each organization.
 * LEDGER_LOCKED, KEY_MISSING, STORAGE_DAMAGED with file, block and offset.
 */
export async function openNode(options: NodeOptions): Promise<EmbeddedNode> {
  const organizations = options.consortium.organizations.map(({ id }) => id);
  const identities = await readIdentities(placesOf(options), organizations);
  const { directory, storage, onProgress } = options;
  const channel = await openChannel({
    directory,
    identities,
    ...(storage && { storage }),
    ...(onProgress && { onProgress }),
  });
  try {
    return start(channel, identities, options);
  } catch (error) {
    await channel.close();
    throw error;
  }
}

function start(channel: Channel, identities: NodeIdentities, options: NodeOptions): RunningNode {
  const { consortium, clock = systemClock } = options;
  const definition = channel.definition();
  if (!definition) throw fail('STORAGE_DAMAGED', 'the ledger has no chaincode definition');
  const now = (): Date => new Date(clock.now());
  const height = new ChainHeight(channel.files.blocks.height);
  const waiters = new TransactionWaiters();
  const reader = new BlockReader(channel.files.blocks, height);
  const stop = (reason: Error): void => {
    waiters.stop(reason);
    height.stop(reason);
  };
  const endorsing: Slots = new Slots(ENDORSING, () => {
    orderer.poke();
  });
  const orderer = new Orderer({
    settings: consortium.blocks,
    commit: (batches) => channel.committer.commit(batches),
    committed: ({ blocks, refused }) => {
      announce(blocks, { reader, waiters, height });
      for (const { envelope, reason } of refused) {
        channel.transients.remove(envelope.transactionId);
        waiters.refuse(envelope.transactionId, new RpcError(status.ABORTED, reason.message));
      }
    },
    failed: ({ message }) => {
      stop(new RpcError(status.UNAVAILABLE, `the ledger stopped: ${message}`));
    },
    coming: () => endorsing.entered,
  });
  const facts: ServiceFacts = {
    channel,
    channelName: consortium.channel,
    chaincode: CHAINCODE_NAME,
    peers: startPeers(channel, { definition, identities, reader }, options, clock),
    rules: definitionRules(channel.validator.config, definition, channel.peers),
    access: new ConfiguredAccess(() => channel.validator.config, channel.counters),
    orderer,
    endorsing,
    waiters,
    reader,
    maxBytes: Math.max(LEAST_ENVELOPE_BYTES, consortium.blocks.maxBytes),
    now,
  };
  return running(facts, options, stop);
}

function running(facts: ServiceFacts, options: NodeOptions, stop: (reason: Error) => void): RunningNode {
  const { channel, channelName, orderer, peers } = facts;
  return new RunningNode({
    ledger: ledgerIdOf(channelName, channel.first),
    channelName,
    channel,
    orderer,
    peers,
    height: () => facts.reader.height,
    services: peerServices(facts),
    ordererService: ordererService(facts),
    places: placesOf(options),
    stop: () => {
      stop(new RpcError(status.UNAVAILABLE, 'the node is closed'));
    },
  });
}

/** Told only after everything is durable and the state shows it. */
function announce(
  blocks: readonly CommittedBlock[],
  to: { reader: BlockReader; waiters: TransactionWaiters; height: ChainHeight },
): void {
  for (const committed of blocks) {
    to.reader.remember(committed);
    const { block, codes } = committed;
    block.envelopes.forEach(({ transactionId }, index) => {
      const code = codes[index] ?? CODES.NOT_VALIDATED;
      if (code !== CODES.DUPLICATE_TXID) to.waiters.settle(transactionId, { block: block.number, code });
    });
    to.height.grow(block.number + 1n);
  }
}

function startPeers(
  channel: Channel,
  facts: { definition: ChaincodeDefinition; identities: NodeIdentities; reader: BlockReader },
  { consortium, contracts = (_, configuration) => contractsFor(configuration) }: NodeOptions,
  clock: Clock,
): Map<OrganizationId, Peer> {
  const { definition, identities, reader } = facts;
  const shared: PeerChannel = {
    chaincode: definition.name,
    chaincodeVersion: definition.version,
    definitionKey: sequenceKey(definition.name),
    collections: channel.collections(),
    state: channel.state,
    history: new HistoryReader(channel.state, (version) => reader.transaction(version)),
    transientStore: channel.transients,
    counters: channel.counters,
    height: () => reader.height,
  };
  const configuration = {
    ledger: ledgerIdOf(consortium.channel, channel.first),
    consortium: consortiumDigest(consortium),
    clock,
    clockToleranceSeconds: consortium.settings.clockToleranceSeconds,
  };
  const peers = new Map<OrganizationId, Peer>();
  for (const [organization, identity] of identities.peers) {
    const privateStore = channel.files.privates.get(organization);
    if (!privateStore) throw fail('INTERNAL', `no private store of ${organization}`);
    const instance = new DirectChaincode(
      contracts(organization, configuration),
      definition.name,
      definition.version,
    );
    const signer = signerOf(identity, channel.counters);
    const address = `peer.${organization}`;
    peers.set(
      organization,
      new Peer({ organization, address, signer, instance, privateStore, channel: shared }),
    );
  }
  return peers;
}
