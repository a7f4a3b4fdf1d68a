import type { OrganizationId } from '@onceledger/chaincode/domain';
import {
  BlockValidator,
  ChaincodeDefinitions,
  ChannelConfiguration,
  CODES,
  blockMetadata,
  cryptoCounters,
  dataHash,
  decodeBlock,
  decodeEnvelope,
  definitionEnvelope,
  encodeBlock,
  genesisBlock,
  onceDefinition,
  sealBlock,
  signBlockMetadata,
  type Block,
  type ChaincodeDefinition,
  type CryptoCounters,
  type Signer,
  type Validation,
  type Version,
  type VersionView,
} from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  issueIdentity,
  issueTlsCertificate,
  mspDefinition,
  signerOf,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';

export const ORGANIZATIONS = ['commerce', 'market-regulation', 'tax'] as const;
export type Name = (typeof ORGANIZATIONS)[number];

export const CONSORTIUM = {
  channel: 'once',
  blocks: { maxTransactions: 500, maxBytes: 4 * 1024 * 1024, timeout: 200 },
  collections: {
    bodies: { members: organizationIds(ORGANIZATIONS), requiredPeerCount: 0, blockToLive: 0 },
    sealed: { members: organizationIds(['market-regulation', 'tax']), requiredPeerCount: 1, blockToLive: 0 },
  },
};

/** CAs and identities of three organizations and of who orders; made once a test run. */
export interface Material {
  readonly authorities: Readonly<Record<Name | 'orderer', CertificateAuthority>>;
  readonly peers: Readonly<Record<Name, Identity>>;
  readonly clients: Readonly<Record<Name, Identity>>;
  readonly orderer: Identity;
}

let made: Promise<Material> | undefined;
export function material(): Promise<Material> {
  made ??= make();
  return made;
}

async function make(): Promise<Material> {
  const names = [...ORGANIZATIONS, 'orderer'] as const;
  const authorities = await record(names, (name) => createCertificateAuthority(organizationId(name)));
  return {
    authorities,
    peers: await record(ORGANIZATIONS, (name) => issueIdentity(authorities[name], 'peer', 'peer0')),
    clients: await record(ORGANIZATIONS, (name) => issueIdentity(authorities[name], 'client', 'gateway')),
    orderer: await issueIdentity(authorities.orderer, 'orderer', 'orderer0'),
  };
}

async function record<Key extends string, Value>(
  keys: readonly Key[],
  value: (key: Key) => Promise<Value>,
): Promise<Record<Key, Value>> {
  const entries = await Promise.all(keys.map(async (key) => [key, await value(key)] as const));
  return Object.fromEntries(entries) as Record<Key, Value>;
}

/** The names above have the form of an organization identifier. */
export function organizationId(name: string): OrganizationId {
  return name as OrganizationId;
}
function organizationIds(names: readonly string[]): OrganizationId[] {
  return names.map(organizationId);
}

/** Committed versions in memory. */
export class MemoryView implements VersionView {
  readonly #keys = new Map<string, Version>();
  readonly #transactions = new Set<string>();

  version(namespace: string, key: string): Version | undefined {
    return this.#keys.get(`${namespace}|${key}`);
  }
  hashedVersion(namespace: string, collection: string, keyHash: Uint8Array): Version | undefined {
    return this.#keys.get(`${namespace}|${collection}|${Buffer.from(keyHash).toString('hex')}`);
  }
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, this view is not
  async *range(
    namespace: string,
    start: string,
    end: string,
  ): AsyncGenerator<{ key: string; version: Version }> {
    const keys = [...this.#keys].map(([key, version]) => ({
      key: key.slice(namespace.length + 1),
      version,
      whole: key,
    }));
    const found = keys.filter(
      ({ key, whole }) => whole.startsWith(`${namespace}|`) && key >= start && (end === '' || key < end),
    );
    for (const { key, version } of found.sort((a, b) => (a.key < b.key ? -1 : 1))) yield { key, version };
  }
  hasTransaction(transactionId: string): boolean {
    return this.#transactions.has(transactionId);
  }

  apply(block: Block, { codes }: Validation): void {
    for (const [index, envelope] of block.envelopes.entries()) {
      this.#transactions.add(envelope.transactionId);
      if (envelope.kind !== 'transaction' || codes[index] !== CODES.VALID) continue;
      const version = { block: block.number, transaction: index };
      for (const { namespace, writes, collections } of envelope.readWriteSets) {
        for (const { key, deleted } of writes) this.#put(`${namespace}|${key}`, deleted, version);
        for (const { collection, hashedWrites } of collections)
          for (const { keyHash, deleted } of hashedWrites)
            this.#put(`${namespace}|${collection}|${Buffer.from(keyHash).toString('hex')}`, deleted, version);
      }
    }
  }
  #put(key: string, deleted: boolean, version: Version): void {
    if (deleted) this.#keys.delete(key);
    else this.#keys.set(key, version);
  }
}

/** A channel that grows block by block: genesis and chaincode definition stand already. */
export class TestChannel {
  readonly blocks: Block[] = [];
  /** As a peer stores them: with codes and commit hash. */
  readonly sealed: Uint8Array[] = [];
  readonly validations: Validation[] = [];
  readonly view = new MemoryView();
  readonly counters: CryptoCounters = cryptoCounters();
  readonly definition: ChaincodeDefinition;
  readonly validator: BlockValidator;
  readonly #orderer: Signer;

  static async create(definition?: ChaincodeDefinition, port = 7050): Promise<TestChannel> {
    const all = await material();
    const channel = new TestChannel(decodeBlock(await genesis(all, port)), all, definition);
    await channel.add([
      definitionEnvelope({
        channel: CONSORTIUM.channel,
        definition: channel.definition,
        creator: signerOf(all.clients.tax),
        endorsers: ORGANIZATIONS.map((name) => signerOf(all.peers[name])),
        timestamp: new Date(),
      }),
    ]);
    return channel;
  }

  private constructor(first: Block, all: Material, definition?: ChaincodeDefinition) {
    this.definition = definition ?? onceDefinition(CONSORTIUM, '1.0');
    this.#orderer = signerOf(all.orderer);
    const config = ChannelConfiguration.fromBlock(first);
    const options = { counters: this.counters };
    this.validator = new BlockValidator(config, new ChaincodeDefinitions(), this.view, options);
    this.#take(first, { codes: Uint8Array.of(CODES.VALID), commitHash: new Uint8Array(0) });
  }

  /** The block with the configuration in force. */
  get configBlock(): Block {
    return this.blocks[Number(this.last.metadata.lastConfig)]!;
  }

  get last(): Block {
    return this.blocks.at(-1)!;
  }

  /** Orders envelopes into a signed block that nobody has validated. */
  order(envelopes: readonly Uint8Array[]): Block {
    const header = {
      number: BigInt(this.blocks.length),
      previousHash: this.last.hash,
      dataHash: dataHash(envelopes),
    };
    const isConfig = decodeEnvelope(envelopes[0] ?? new Uint8Array(0)).kind === 'config';
    const lastConfig = isConfig ? header.number : this.last.metadata.lastConfig;
    const signatures = signBlockMetadata({ ...header, lastConfig }, this.#orderer);
    const metadata = blockMetadata({ signatures, lastConfig });
    return decodeBlock(encodeBlock({ ...header, envelopes, metadata }));
  }

  /** Orders, validates and commits. Answers the codes. */
  async add(envelopes: readonly Uint8Array[]): Promise<number[]> {
    const block = this.order(envelopes);
    const validation = await this.validator.validate(block);
    this.validator.advance(block, validation);
    this.view.apply(block, validation);
    this.#take(block, validation);
    return [...validation.codes];
  }

  #take(block: Block, validation: Validation): void {
    this.blocks.push(block);
    this.validations.push(validation);
    this.sealed.push(sealBlock(block, validation));
  }
}

async function genesis(all: Material, port: number): Promise<Uint8Array> {
  const { authorities } = all;
  const tls = await issueTlsCertificate(authorities.orderer, 'orderer0', ['127.0.0.1', 'localhost']);
  return genesisBlock(
    CONSORTIUM,
    ORGANIZATIONS.map((name) => mspDefinition(authorities[name])),
    {
      msp: mspDefinition(authorities.orderer),
      consenters: [
        {
          host: '127.0.0.1',
          port,
          clientTlsCertificate: tls.certificate,
          serverTlsCertificate: tls.certificate,
        },
      ],
    },
    { timestamp: new Date() },
  );
}
