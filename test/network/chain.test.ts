import { readFile } from 'node:fs/promises';
import { OnceError } from '@onceledger/chaincode/domain';
import { common } from '@hyperledger/fabric-protos';
import {
  cryptoCounters,
  BlockValidator,
  ChaincodeDefinitions,
  ChannelConfiguration,
  blockMetadata,
  codeName,
  dataHash,
  decodeBlock,
  encodeBlock,
  signBlockMetadata,
  verifyBlock,
  type Block,
} from '@onceledger/network/blocks';
import { issueIdentity, signerOf } from '@onceledger/network/identity';
import { expect } from 'chai';
import { MemoryView, TestChannel, material } from '../support/channel.js';
import { put, transaction } from '../support/transactions.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('block verification', () => {
  let channel: TestChannel;
  let config: ChannelConfiguration;
  before(async () => {
    channel = await TestChannel.create();
    await channel.add([await transaction(), await transaction()]);
    config = channel.validator.config;
  });

  it('passes a whole chain', () => {
    for (const [index, block] of channel.blocks.entries())
      verifyBlock(block, channel.blocks[index - 1], config);
  });

  const refusals: readonly [string, RegExp, (block: Block) => Promise<Block> | Block][] = [
    ['a number too high', /where block 2 belongs/, (block) => altered(block, { number: 5n })],
    ['another previous hash', /previous hash/, (block) => altered(block, { previousHash: Buffer.alloc(32) })],
    ['another data hash', /data hash/, (block) => altered(block, { dataHash: Buffer.alloc(32) })],
    ['an envelope less', /data hash/, (block) => altered(block, { envelopes: envelopesOf(block).slice(1) })],
    ['no envelope', /empty/, (block) => altered(block, { envelopes: [], dataHash: dataHash([]) })],
    [
      'a configuration among transactions',
      /configuration/,
      (block) => rehashed(block, [...envelopesOf(block), channel.blocks[0]!.envelopes[0]!.bytes]),
    ],
    [
      'an envelope with a field twice',
      /one form/,
      (block) => rehashed(block, [twice(envelopesOf(block)[0]!)]),
    ],
    ['an envelope without signature', /one form/, (block) => rehashed(block, [unsigned(block)])],
    [
      'another channel',
      /another channel/,
      async (block) => rehashed(block, [await transaction({ channel: 'other' })]),
    ],
    [
      'no signature',
      /orderers/,
      (block) => altered(block, { metadata: [new Uint8Array(0), ...block.metadata.elements.slice(1)] }),
    ],
    ["a peer's signature", /orderers/, async (block) => signedBy(block, (await material()).peers.tax)],
    [
      'an orderer of another CA',
      /orderers/,
      async (block) =>
        signedBy(block, await issueIdentity((await material()).authorities.tax, 'orderer', 'x')),
    ],
    [
      "another block's signature",
      /orderers/,
      (block) => altered(block, { metadata: channel.blocks[1]!.metadata.elements }),
    ],
  ];
  for (const [what, rule, change] of refusals)
    it(`refuses ${what}, naming block and rule`, async () => {
      const block = await change(channel.blocks[2]!);
      const { code, detail } = refusal(() => {
        verifyBlock(block, channel.blocks[1], config);
      });
      expect(code).to.equal('BLOCK_INVALID');
      expect(detail)
        .to.match(/^block \d+: /)
        .and.match(rule);
    });

  it('refuses a genesis block where it does not belong, and its absence', () => {
    const [genesis, first, second] = channel.blocks;
    expect(
      refusal(() => {
        verifyBlock(genesis!, first, config);
      }).code,
    ).to.equal('BLOCK_INVALID');
    expect(
      refusal(() => {
        verifyBlock(first!, undefined, config);
      }).code,
    ).to.equal('BLOCK_INVALID');
    expect(
      refusal(() => {
        verifyBlock(second!, genesis, config);
      }).code,
    ).to.equal('BLOCK_INVALID');
  });

  it('counts what it does', () => {
    const counters = cryptoCounters();
    const block = decodeBlock(channel.blocks[2]!.bytes, counters);
    verifyBlock(block, channel.blocks[1], config, counters);
    expect(counters).to.include({ signatures: 0, verifications: 1, hashes: 2 });
    expect(counters.bytes).to.be.greaterThan(0);
  });

  function altered(block: Block, change: Partial<Parameters<typeof encodeBlock>[0]>): Block {
    const { number, previousHash, metadata } = block;
    const parts = {
      number,
      previousHash,
      dataHash: block.dataHash,
      envelopes: envelopesOf(block),
      metadata: metadata.elements,
    };
    return decodeBlock(encodeBlock({ ...parts, ...change }));
  }

  function envelopesOf(block: Block): Uint8Array[] {
    return block.envelopes.map((envelope) => envelope.bytes);
  }

  function rehashed(block: Block, envelopes: Uint8Array[]): Block {
    return altered(block, { envelopes, dataHash: dataHash(envelopes) });
  }

  /** The same envelope to a decoder that takes the last of two. */
  function twice(envelope: Uint8Array): Uint8Array {
    const { signature } = common.Envelope.deserializeBinary(envelope).toObject();
    const bytes = Buffer.from(String(signature), 'base64');
    return Buffer.concat([envelope, Buffer.of(18, bytes.length), bytes]);
  }

  function unsigned(block: Block): Uint8Array {
    const envelope = common.Envelope.deserializeBinary(envelopesOf(block)[0]!);
    envelope.setSignature('');
    return envelope.serializeBinary();
  }

  function signedBy(block: Block, identity: Parameters<typeof signerOf>[0]): Block {
    const { number, previousHash } = block;
    const header = { number, previousHash, dataHash: block.dataHash, lastConfig: 0n };
    const signatures = signBlockMetadata(header, signerOf(identity));
    return altered(block, { metadata: blockMetadata({ signatures, lastConfig: 0n }) });
  }
});

describe('the published chain', () => {
  it('verifies and validates to the published codes and hashes', async () => {
    const { ledger, blocks } = await published();
    const chain = blocks.map(({ block }) => decodeBlock(Buffer.from(block, 'base64')));
    expect(ledger).to.equal(`once:${Buffer.from(chain[0]!.hash).toString('base64url')}`);
    const view = new MemoryView();
    const config = ChannelConfiguration.fromBlock(chain[0]!);
    const validator = new BlockValidator(config, new ChaincodeDefinitions(), view);
    for (const [index, block] of chain.entries()) {
      const expected = blocks[index]!;
      verifyBlock(block, chain[index - 1], validator.config);
      const validation = await validator.validate(block);
      expect(hex(block.hash)).to.equal(expected.headerHash);
      expect([...validation.codes].map(codeName)).to.deep.equal(expected.codes);
      expect([...block.metadata.validationCodes]).to.deep.equal([...validation.codes]);
      expect(hex(validation.commitHash)).to.equal(expected.commitHash);
      expect(hex(block.metadata.commitHash)).to.equal(expected.commitHash);
      expect(block.envelopes.map(({ transactionId }) => transactionId)).to.deep.equal(expected.transactions);
      validator.advance(block, validation);
      view.apply(block, validation);
    }
  });
});

interface PublishedChain {
  readonly ledger: string;
  readonly blocks: readonly {
    readonly headerHash: string;
    readonly codes: readonly string[];
    readonly commitHash: string;
    readonly transactions: readonly string[];
    readonly block: string;
  }[];
}

async function published(): Promise<PublishedChain> {
  const text = await readFile(new URL('../../../docs/spec/vectors/chain.json', import.meta.url), 'utf8');
  return JSON.parse(text) as PublishedChain;
}

describe('the validator, beside its codes', () => {
  it('counts a transaction of two endorsements as three verifications', async () => {
    const channel = await TestChannel.create();
    const before = { ...channel.counters };
    await channel.add([await transaction()]);
    expect(channel.counters.verifications - before.verifications).to.equal(3);
    // Identifier, proposal hash, commit hash.
    expect(channel.counters.hashes - before.hashes).to.equal(3);
  });

  it('refuses key-level endorsement in so many words instead of judging it wrongly', async () => {
    const { ledger } = await import('@hyperledger/fabric-protos');
    const keys = new ledger.rwset.kvrwset.KVRWSet();
    const write = new ledger.rwset.kvrwset.KVMetadataWrite();
    write.setKey('a');
    keys.addMetadataWrites(write);
    const set = new ledger.rwset.NsReadWriteSet();
    set.setNamespace('once');
    set.setRwset(keys.serializeBinary());
    const results = new ledger.rwset.TxReadWriteSet();
    results.addNsRwset(set);
    const channel = await TestChannel.create();
    const block = channel.order([await transaction({ results: results.serializeBinary() })]);
    const error = await channel.validator.validate(block).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(OnceError).with.property('code', 'BLOCK_INVALID');
  });

  it('refuses a transaction that writes one key twice, whose effect is nowhere defined', async () => {
    const channel = await TestChannel.create();
    const writes = [...put('a').writes!, ...put('a', 'b').writes!];
    const block = channel.order([await transaction({ sets: [{ writes }] })]);
    const error = await channel.validator.validate(block).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(OnceError).with.property('code', 'BLOCK_INVALID');
  });

  it('changes nothing by judging: the same block twice, the same result', async () => {
    const channel = await TestChannel.create();
    const block = channel.order([await transaction(), await transaction()]);
    const [one, other] = [await channel.validator.validate(block), await channel.validator.validate(block)];
    expect(hex(one.commitHash)).to.equal(hex(other.commitHash));
  });

  it('goes on from definitions in committed state', async () => {
    const channel = await TestChannel.create();
    const writes = channel.blocks[1]!.envelopes.flatMap((one) =>
      one.kind === 'transaction' ? one.readWriteSets : [],
    );
    const state = new Map(writes.flatMap((set) => set.writes).map(({ key, value }) => [key, value]));
    const loaded = await ChaincodeDefinitions.load(['once', 'absent'], (key) => state.get(key));
    expect(loaded.get('once')).to.deep.equal(channel.validator.definitions.get('once'));
    expect(loaded.get('absent')).to.equal(undefined);
  });
});

function refusal(run: () => void): { code: string; detail: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof OnceError) return error;
    throw error;
  }
  return { code: 'nothing refused', detail: '' };
}
