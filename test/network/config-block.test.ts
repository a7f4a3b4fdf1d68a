import { OnceError } from '@onceledger/chaincode/domain';
import {
  ChannelConfiguration,
  TWO_ORGANIZATIONS,
  blockMetadata,
  capabilities,
  codeName,
  decodeBlock,
  decodeIdentity,
  definitionEnvelope,
  encodeBlock,
  genesisBlock,
  onceDefinition,
  outOf,
  readDefinition,
  unsignedBlockMetadata,
  verifyBlock,
  type Block,
} from '@onceledger/network/blocks';
import { mspDefinition, serializeIdentity, signerOf } from '@onceledger/network/identity';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { CONSORTIUM, TestChannel, material } from '../support/channel.js';
import { genuineMaterial, translated } from '../support/fabric-tools.js';
import { hasProgram } from '../support/real-peer.js';
import { transaction } from '../support/transactions.js';

describe('the genesis block', () => {
  let channel: TestChannel;
  let first: Block;
  before(async () => {
    channel = await TestChannel.create();
    first = channel.blocks[0]!;
  });

  it('is block 0, signed by nobody, with one config transaction', () => {
    expect(first.number).to.equal(0n);
    expect(first.previousHash).to.have.length(0);
    expect(first.metadata.signatures).to.deep.equal([]);
    expect(first.envelopes.map(({ kind }) => kind)).to.deep.equal(['config']);
    verifyBlock(first, undefined, ChannelConfiguration.fromBlock(first));
  });

  it('is another one each time, and the same from the same nonce and time', async () => {
    const { authorities } = await material();
    const make = (nonce?: Uint8Array): string =>
      Buffer.from(
        genesisBlock(
          CONSORTIUM,
          [mspDefinition(authorities.tax), mspDefinition(authorities.commerce)],
          { msp: mspDefinition(authorities.orderer), consenters: [] },
          { timestamp: new Date(0), ...(nonce === undefined ? {} : { nonce }) },
        ),
      ).toString('hex');
    expect(make()).not.to.equal(make());
    expect(make(Buffer.alloc(24, 1))).to.equal(make(Buffer.alloc(24, 1)));
  });

  it('names the organizations and who endorses', async () => {
    const config = ChannelConfiguration.fromBlock(first);
    expect(config.channel).to.equal('once');
    expect(config.sequence).to.equal(0n);
    expect(config.organizations).to.deep.equal(['commerce', 'market-regulation', 'tax']);
    const { peers, clients } = await material();
    const [tax, commerce, client] = [peers.tax, peers.commerce, clients.tax].map((one) =>
      config.member(decodeIdentity(serializeIdentity(one.mspId, one.certificate)))!,
    );
    const policy = config.policy(TWO_ORGANIZATIONS)!;
    expect(policy([tax!, commerce!])).to.equal(true);
    expect(policy([tax!, client!])).to.equal(false);
    expect(config.policy('/Channel/Application/Writers')!([client!])).to.equal(true);
    expect(config.policy('/Channel/Application/Writers')!([tax!])).to.equal(false);
    expect(config.policy('/Channel/Application/Nothing')).to.equal(undefined);
    expect(config.policy('/Other/Application/Writers')).to.equal(undefined);
    expect(config.policy('Application/Writers')!([client!])).to.equal(true);
  });

  it("says what it says to Fabric's configtxlator, too", function () {
    if (!hasProgram('configtxlator')) {
      console.log('      (no `configtxlator` on the PATH: not read by Fabric here)');
      this.skip();
    }
    const channelGroup = 'data/data/0/payload/data/config/channel_group';
    const block = translated('common.Block', first.bytes);
    const says = (path: string, expected: unknown): void => {
      expect(at(block, `${channelGroup}/${path}`), path).to.deep.equal(expected);
    };
    says('values/Capabilities/value', { capabilities: { V3_0: {} } });
    says('values/HashingAlgorithm/value', { name: 'SHA256' });
    says('values/BlockDataHashingStructure/value', { width: 4294967295 });
    says('groups/Application/values/Capabilities/value', { capabilities: { V2_5: {} } });
    says('groups/Application/policies/TwoOrganizations/policy/value/rule', {
      n_out_of: { n: 2, rules: [{ signed_by: 0 }, { signed_by: 1 }, { signed_by: 2 }] },
    });
    says('groups/Application/policies/LifecycleEndorsement/policy/value', {
      rule: 'MAJORITY',
      sub_policy: 'Endorsement',
    });
    says('groups/Application/groups/tax/values/MSP/value/config/name', 'tax');
    says('groups/Application/groups/tax/values/MSP/value/config/fabric_node_ous/enable', true);
    says('groups/Application/groups/tax/policies/Endorsement/policy/value/identities/0/principal', {
      msp_identifier: 'tax',
      role: 'PEER',
    });
    says('groups/Orderer/values/Capabilities/value', { capabilities: { V2_0: {} } });
    says('groups/Orderer/values/BatchSize/value', {
      absolute_max_bytes: 10485760,
      max_message_count: 500,
      preferred_max_bytes: 4194304,
    });
    says('groups/Orderer/values/BatchTimeout/value', { timeout: '200ms' });
    says('groups/Orderer/values/ConsensusType/value/type', 'etcdraft');
    says('groups/Orderer/values/ConsensusType/value/metadata/consenters/0/port', 7050);
    says('groups/Orderer/groups/orderer/values/Endpoints/value', { addresses: ['127.0.0.1:7050'] });
    says('groups/Orderer/policies/BlockValidation/policy/value', { rule: 'ANY', sub_policy: 'Writers' });
  });

  it('is understood where Fabric made it', function () {
    if (!['configtxgen', 'cryptogen'].every(hasProgram)) {
      console.log('      (no `configtxgen` and `cryptogen` on the PATH: no block of theirs is read here)');
      this.skip();
    }
    this.timeout(60_000);
    const { genesis, certificates } = genuineMaterial();
    const config = ChannelConfiguration.fromBlock(decodeBlock(genesis));
    expect(config.organizations).to.deep.equal(['tax']);
    for (const role of ['peer', 'client', 'admin'] as const) {
      const member = config.member(decodeIdentity(serializeIdentity('tax', certificates[role])))!;
      expect(member.fault).to.equal(undefined);
      for (const other of ['peer', 'client', 'admin'] as const)
        expect(member.hasRole(other), `${role} as ${other}`).to.equal(other === role);
      expect(config.policy('/Channel/Application/TaxOrganization/Endorsement')!([member])).to.equal(
        role === 'peer',
      );
      expect(config.implicitCollectionPolicy('tax')!([member])).to.equal(role === 'peer');
    }
    expect(config.implicitCollectionPolicy('TaxOrganization')).to.equal(undefined);
  });
});

describe('the chaincode definition', () => {
  it('is read back from what its transaction wrote', async () => {
    const channel = await TestChannel.create();
    const { collections, ...rest } = channel.validator.definitions.get('once')!;
    expect(rest).to.deep.include({ name: 'once', sequence: 1, version: '1.0', validationPlugin: 'vscc' });
    expect(Buffer.from(rest.endorsementPolicy).toString()).to.include(TWO_ORGANIZATIONS);
    expect(
      collections.map(({ name, memberOnlyRead, memberOnlyWrite, requiredPeerCount }) => ({
        name,
        memberOnlyRead,
        memberOnlyWrite,
        requiredPeerCount,
      })),
    ).to.deep.equal([
      { name: 'bodies', memberOnlyRead: true, memberOnlyWrite: false, requiredPeerCount: 0 },
      { name: 'sealed', memberOnlyRead: true, memberOnlyWrite: false, requiredPeerCount: 1 },
    ]);
    expect(Buffer.from(collections[1]!.members)).to.deep.equal(
      Buffer.from(
        outOf(1, [
          { mspId: 'market-regulation', role: 'member' },
          { mspId: 'tax', role: 'member' },
        ]).serializeBinary(),
      ),
    );
  });

  it('is absent where nothing was committed, and refused where it cannot be read', () => {
    expect(readDefinition('once', () => undefined)).to.equal(undefined);
    expect(codeOf(() => readDefinition('once', () => Uint8Array.of(18, 1, 255)))).to.equal('BLOCK_INVALID');
  });

  it('counts for the next block, not for its own', async () => {
    const channel = await TestChannel.create();
    const all = await material();
    const second = { ...onceDefinition(CONSORTIUM, '1.0'), name: 'second' };
    const call = (): Promise<Uint8Array> =>
      transaction({ chaincode: 'second', sets: [{ namespace: 'second' }] });
    const commit = definitionEnvelope({
      channel: 'once',
      definition: second,
      creator: signerOf(all.clients.tax),
      endorsers: [signerOf(all.peers.tax), signerOf(all.peers.commerce)],
      timestamp: new Date(),
    });
    expect((await channel.add([commit, await call()])).map(codeName)).to.deep.equal([
      'VALID',
      'INVALID_CHAINCODE',
    ]);
    expect((await channel.add([await call()])).map(codeName)).to.deep.equal(['VALID']);
  });
});

describe('a channel configuration', () => {
  it('is refused where it is none, is not alone, or asks for capabilities of another time', async () => {
    const channel = await TestChannel.create();
    const [genesis] = channel.blocks;
    const config = genesis!.envelopes[0]!.bytes;
    const blockOf = (envelopes: Uint8Array[]): Block =>
      decodeBlock(
        encodeBlock({
          number: 0n,
          previousHash: new Uint8Array(0),
          envelopes,
          metadata: blockMetadata({
            signatures: unsignedBlockMetadata(0n).serializeBinary(),
            lastConfig: 0n,
          }),
        }),
      );
    expect(codeOf(() => ChannelConfiguration.fromBlock(channel.blocks[1]!))).to.equal('BLOCK_INVALID');
    expect(codeOf(() => ChannelConfiguration.fromBlock(blockOf([config, config])))).to.equal('BLOCK_INVALID');
    expect(codeOf(() => ChannelConfiguration.fromEnvelope('once', Uint8Array.of(10, 10)))).to.equal(
      'BLOCK_INVALID',
    );
    expect(codeOf(() => ChannelConfiguration.fromEnvelope('once', new Uint8Array(0)))).to.equal(
      'BLOCK_INVALID',
    );
    const old = configOf(genesis!, (group) => {
      group.getValuesMap().get('Capabilities')!.setValue(capabilities('V1_1').serializeBinary());
    });
    expect(codeOf(() => ChannelConfiguration.fromEnvelope('once', old))).to.equal('BLOCK_INVALID');
    const strange = configOf(genesis!, (group) => {
      group.getPoliciesMap().get('Admins')!.getPolicy()!.setType(2);
    });
    expect(codeOf(() => ChannelConfiguration.fromEnvelope('once', strange))).to.equal('BLOCK_INVALID');
  });
});

function at(tree: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((above, name) => Reflect.get(Object(above) as object, name), tree);
}

function configOf(genesis: Block, change: (group: common.ConfigGroup) => void): Uint8Array {
  const [envelope] = genesis.envelopes;
  if (envelope?.kind !== 'config') throw new Error('not a config block');
  const message = common.ConfigEnvelope.deserializeBinary(envelope.config);
  change(message.getConfig()!.getChannelGroup()!);
  return message.serializeBinary();
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof OnceError ? error.code : String(error);
  }
}
