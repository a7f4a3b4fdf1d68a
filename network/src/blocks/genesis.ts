import { randomBytes } from 'node:crypto';
import { common, orderer } from '@hyperledger/fabric-protos';
import type { BlockSettings, Consortium } from '../consortium.js';
import type { MspDefinition } from '../identity/types.js';
import { bftBlockValidation, bftOptions, encodeConsenters } from './bft.js';
import {
  accessControl,
  applicationOrganization,
  capabilities,
  configGroup,
  ordererOrganization,
  type ApplicationMember,
  type GroupParts,
} from './config-group.js';
import { blockMetadata, encodeBlock, encodeSignatureHeader, unsignedBlockMetadata } from './encode.js';
import { encodeChannelHeader, headerOf } from './encode-transaction.js';
import { transactionId } from './hashes.js';
import { implicitMeta, outOf } from './policy-encode.js';
import { EMPTY } from './wire.js';

/** The Signature policy that the chaincode definition names: peers of two different organizations. */
export const TWO_ORGANIZATIONS = '/Channel/Application/TwoOrganizations';
/** MSP identifier of the organization that orders; no organization of a consortium may have it. */
export const ORDERER_MSP = 'orderer';

const LEAST_ABSOLUTE_BYTES = 10 * 1024 * 1024;
/** BlockDataHashing's width: the data are hashed as one piece. */
const ONE_PIECE = 0xffffffff;

export interface OrdererDefinition {
  readonly msp: MspDefinition;
  /** Default: raft. */
  readonly consensus?: 'raft' | 'bft';
  /** Each orderer node; `host:port` is also where its blocks are delivered. TLS certificates are PEM. */
  readonly consenters: readonly Consenter[];
}
export interface Consenter {
  readonly host: string;
  readonly port: number;
  readonly clientTlsCertificate: string;
  readonly serverTlsCertificate: string;
  /** PEM of the certificate that it signs blocks with; BFT blocks name signers by their place in this list, from 1. */
  readonly identity?: string;
}
export interface GenesisOptions {
  /** Default: 3.1. With 2.5 the channel has capability V2_0, and no BFT. */
  readonly series?: '3.1' | '2.5';
  readonly timestamp: Date;
  /** 24 random bytes where absent: two ledgers of one consortium never have one identifier. */
  readonly nonce?: Uint8Array;
}

/**
 * Block 0: a config block as configtxgen writes it, with channel capability V3_0, orderer V2_0 and application V2_5, so
 * that Fabric's peers (3.0 or later) can join a channel with it. docs/spec/genesis.md.
 */
export function genesisBlock(
  consortium: Pick<Consortium, 'channel' | 'blocks'>,
  msps: readonly ApplicationMember[],
  orderers: OrdererDefinition,
  options: GenesisOptions,
): Uint8Array {
  const config = new common.Config();
  config.setChannelGroup(channelGroup(consortium, msps, orderers, options.series));
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);

  const nonce = options.nonce ?? randomBytes(24);
  const channelHeader = encodeChannelHeader({
    channel: consortium.channel,
    transactionId: transactionId(nonce, EMPTY),
    timestamp: options.timestamp,
  });
  const payload = new common.Payload();
  payload.setHeader(headerOf(channelHeader, encodeSignatureHeader(EMPTY, nonce)));
  payload.setData(envelope.serializeBinary());
  const outer = new common.Envelope();
  outer.setPayload(payload.serializeBinary());
  return encodeBlock({
    number: 0n,
    previousHash: EMPTY,
    envelopes: [outer.serializeBinary()],
    metadata: blockMetadata({ signatures: unsignedBlockMetadata(0n).serializeBinary(), lastConfig: 0n }),
  });
}

function channelGroup(
  consortium: Pick<Consortium, 'blocks'>,
  msps: readonly ApplicationMember[],
  orderers: OrdererDefinition,
  series: GenesisOptions['series'],
): common.ConfigGroup {
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(ONE_PIECE);
  return configGroup({
    values: {
      HashingAlgorithm: hashing,
      BlockDataHashingStructure: structure,
      Capabilities: capabilities(series === '2.5' ? 'V2_0' : 'V3_0'),
    },
    policies: standardPolicies(),
    groups: { Application: applicationGroup(msps), Orderer: ordererGroup(consortium, orderers) },
  });
}

function standardPolicies(): Record<string, common.ImplicitMetaPolicy> {
  return {
    Readers: implicitMeta('ANY', 'Readers'),
    Writers: implicitMeta('ANY', 'Writers'),
    Admins: implicitMeta('MAJORITY', 'Admins'),
  };
}

function applicationGroup(msps: readonly ApplicationMember[]): common.ConfigGroup {
  const peers = msps.map(({ mspId }) => ({ mspId, role: 'peer' as const }));
  return configGroup({
    values: {
      Capabilities: capabilities('V2_5'),
      ACLs: accessControl({
        'peer/Propose': '/Channel/Application/Writers',
        'qscc/GetChainInfo': '/Channel/Application/Readers',
        'qscc/GetBlockByNumber': '/Channel/Application/Readers',
        'qscc/GetBlockByTxID': '/Channel/Application/Readers',
        'qscc/GetTransactionByID': '/Channel/Application/Readers',
        'event/Block': '/Channel/Application/Readers',
        'event/FilteredBlock': '/Channel/Application/Readers',
      }),
    },
    policies: {
      ...standardPolicies(),
      Endorsement: implicitMeta('MAJORITY', 'Endorsement'),
      LifecycleEndorsement: implicitMeta('MAJORITY', 'Endorsement'),
      TwoOrganizations: outOf(2, peers),
    },
    groups: Object.fromEntries(msps.map((msp) => [msp.mspId, applicationOrganization(msp)])),
  });
}

function ordererGroup(
  { blocks }: Pick<Consortium, 'blocks'>,
  orderers: OrdererDefinition,
): common.ConfigGroup {
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(blocks.maxTransactions);
  size.setPreferredMaxBytes(blocks.maxBytes);
  size.setAbsoluteMaxBytes(Math.max(blocks.maxBytes, LEAST_ABSOLUTE_BYTES));
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(`${blocks.timeout}ms`);
  const endpoints = orderers.consenters.map(({ host, port }) => `${host}:${port}`);
  return configGroup({
    values: {
      BatchSize: size,
      BatchTimeout: timeout,
      ChannelRestrictions: new orderer.ChannelRestrictions(),
      Capabilities: capabilities('V2_0'),
      ...consensusValues(blocks, orderers),
    },
    policies: { ...standardPolicies(), BlockValidation: blockValidation(orderers) },
    groups: { [orderers.msp.mspId]: ordererOrganization(orderers.msp, endpoints) },
  });
}

function blockValidation({ consensus, consenters, msp }: OrdererDefinition): GroupParts['policies'][string] {
  return consensus === 'bft' ? bftBlockValidation(consenters, msp.mspId) : implicitMeta('ANY', 'Writers');
}

function consensusValues(
  blocks: BlockSettings,
  { consensus, consenters, msp }: OrdererDefinition,
): NonNullable<GroupParts['values']> {
  if (consensus !== 'bft') return { ConsensusType: raft(consenters) };
  const type = new orderer.ConsensusType();
  type.setType('BFT');
  type.setMetadata(bftOptions(blocks).serializeBinary());
  return { ConsensusType: type, Orderers: encodeConsenters(consenters, msp.mspId) };
}

/** etcdraft with Fabric's default options; peers read it only to know how blocks are signed. */
function raft(consenters: readonly Consenter[]): orderer.ConsensusType {
  const options = new orderer.etcdraft.Options();
  options.setTickInterval('500ms');
  options.setElectionTick(10);
  options.setHeartbeatTick(1);
  options.setMaxInflightBlocks(5);
  options.setSnapshotIntervalSize(16 * 1024 * 1024);
  const metadata = new orderer.etcdraft.ConfigMetadata();
  metadata.setOptions(options);
  metadata.setConsentersList(
    consenters.map((one) => {
      const consenter = new orderer.etcdraft.Consenter();
      consenter.setHost(one.host);
      consenter.setPort(one.port);
      consenter.setClientTlsCert(Buffer.from(one.clientTlsCertificate));
      consenter.setServerTlsCert(Buffer.from(one.serverTlsCertificate));
      return consenter;
    }),
  );
  const type = new orderer.ConsensusType();
  type.setType('etcdraft');
  type.setMetadata(metadata.serializeBinary());
  return type;
}
