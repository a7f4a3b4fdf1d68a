import { createHash } from 'node:crypto';
import { OnceError } from '@onceledger/chaincode/domain';
import {
  dataHash,
  decodeBlock,
  decodeReadWriteSet,
  encodeBlock,
  encodeReadWriteSet,
  headerBytes,
  headerHash,
  transactionId,
  type Block,
  type NamespaceReadWriteSet,
} from '@onceledger/network/blocks';
import { expect } from 'chai';
import fc from 'fast-check';
import { TestChannel } from '../support/channel.js';
import { translated } from '../support/fabric-tools.js';
import { hasProgram } from '../support/real-peer.js';
import { transaction, whole } from '../support/transactions.js';
import { PREPARED } from '../support/validation-cases.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const again = (block: Block): Uint8Array =>
  encodeBlock({
    number: block.number,
    previousHash: block.previousHash,
    dataHash: block.dataHash,
    envelopes: block.envelopes.map(({ bytes }) => bytes),
    metadata: block.metadata.elements,
  });

describe('the block codec', () => {
  let channel: TestChannel;
  let last: Uint8Array;
  before(async () => {
    channel = await TestChannel.create();
    await channel.add([await transaction(PREPARED), await transaction({ event: 'once.v1' })]);
    last = channel.sealed.at(-1)!;
  });

  it('writes again byte for byte what it read, with and without codes', () => {
    for (const { bytes } of channel.blocks) expect(hex(again(decodeBlock(bytes)))).to.equal(hex(bytes));
    for (const bytes of channel.sealed) expect(hex(again(decodeBlock(bytes)))).to.equal(hex(bytes));
  });

  it('reads what a transaction says', async () => {
    const args = ['declarations:declare', '{"a":1}'];
    await channel.add([await transaction({ args, event: 'once.v1', sets: [{ writes: [write('k', 'v')] }] })]);
    const [envelope] = channel.last.envelopes;
    if (envelope?.kind !== 'transaction') throw new Error('not a transaction');
    expect(envelope.channel).to.equal('once');
    expect(envelope.chaincode).to.equal('once');
    expect(envelope.chaincodeVersion).to.equal('1.0');
    expect(envelope.args.map((one) => Buffer.from(one).toString())).to.deep.equal(args);
    expect(envelope.event?.name).to.equal('once.v1');
    expect(envelope.response.status).to.equal(200);
    expect(envelope.creator.mspId).to.equal('tax');
    expect(envelope.endorsements.map(({ endorser }) => endorser.mspId)).to.deep.equal(['tax', 'commerce']);
    expect(envelope.readWriteSets).to.have.length(1);
    expect(Math.abs(envelope.timestamp.getTime() - Date.now())).to.be.lessThan(3_600_000);
  });

  it("computes header and data hash as Fabric's ASN.1 says", () => {
    // SEQUENCE (INTEGER 200 with its leading zero, OCTET STRING 01 02, OCTET STRING 03)
    const expected = '300b' + '020200c8' + '04020102' + '040103';
    expect(hex(headerBytes(200n, Uint8Array.of(1, 2), Uint8Array.of(3)))).to.equal(expected);
    const hash = createHash('sha256').update(Buffer.from(expected, 'hex')).digest('hex');
    expect(hex(headerHash(200n, Uint8Array.of(1, 2), Uint8Array.of(3)))).to.equal(hash);
    expect(hex(headerBytes(0n, new Uint8Array(0), Uint8Array.of(3)))).to.equal(
      '3008' + '020100' + '0400' + '040103',
    );
    expect(hex(headerBytes(2n ** 64n - 1n, new Uint8Array(0), new Uint8Array(0)))).to.equal(
      '300f' + '020900ffffffffffffffff' + '0400' + '0400',
    );
    const two = [Buffer.from('ab'), Buffer.from('c')];
    expect(hex(dataHash(two))).to.equal(createHash('sha256').update('abc').digest('hex'));
  });

  it('names a transaction by the hash of nonce and creator', () => {
    const expected = createHash('sha256').update('noncecreator').digest('hex');
    expect(transactionId(Buffer.from('nonce'), Buffer.from('creator'))).to.equal(expected);
  });

  it('reads again what it wrote of read-write sets', () => {
    const version = { block: 7n, transaction: 3 };
    const merkle = { maxDegree: 50, maxLevel: 2, hashes: [Uint8Array.of(1), Uint8Array.of(2)] };
    const range = { startKey: 'a', endKey: 'b', exhausted: true, reads: [] };
    const hash = createHash('sha256').update('x').digest();
    const sets: NamespaceReadWriteSet[] = [
      whole({
        reads: [{ key: 'a', version }, { key: '\u0000键\u0000' }],
        ranges: [
          { ...range, exhausted: false, reads: [{ key: 'a', version }] },
          { ...range, merkle },
        ],
        writes: [write('a', 'v'), { key: 'b', deleted: true, value: new Uint8Array(0) }],
        collections: [
          {
            collection: 'sealed',
            hashedReads: [{ keyHash: hash, version }, { keyHash: hash }],
            hashedWrites: [
              { keyHash: hash, valueHash: hash, deleted: false, purged: false },
              { keyHash: hash, valueHash: new Uint8Array(0), deleted: true, purged: true },
            ],
            privateHash: hash,
          },
        ],
      }),
      whole({ namespace: 'other' }),
    ];
    expect(plain(decodeReadWriteSet(encodeReadWriteSet(sets)))).to.deep.equal(plain(sets));
  });

  it('takes an empty value for a deletion, as Fabric does', () => {
    const sets = [whole({ writes: [{ key: 'a', deleted: false, value: new Uint8Array(0) }] })];
    expect(decodeReadWriteSet(encodeReadWriteSet(sets))[0]?.writes[0]?.deleted).to.equal(true);
  });

  it('answers BLOCK_INVALID to anything that is no block', () => {
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(10),
      Uint8Array.of(7),
      Buffer.from('no block'),
      last.subarray(1),
    ])
      expect(refusal(bytes), hex(bytes).slice(0, 20)).to.equal('BLOCK_INVALID');
  });

  it('never fails in another way, whatever byte is changed, cut or put in', () => {
    const changes = fc.record({
      at: fc.nat({ max: last.length - 1 }),
      byte: fc.nat({ max: 255 }),
      cut: fc.option(fc.nat({ max: last.length }), { freq: 4 }),
      insert: fc.uint8Array({ maxLength: 4 }),
    });
    fc.assert(
      fc.property(changes, ({ at, byte, cut, insert }) => {
        const bytes = Buffer.concat([last.subarray(0, at), insert, last.subarray(at)]);
        bytes[at] = byte;
        const outcome = refusal(cut === null ? bytes : bytes.subarray(0, cut));
        expect(outcome).to.be.oneOf([undefined, 'BLOCK_INVALID']);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps an envelope that cannot be read as malformed, in its place', () => {
    const block = channel.order([Uint8Array.of(10, 10), channel.last.envelopes[0]!.bytes]);
    expect(block.envelopes.map(({ kind }) => kind)).to.deep.equal(['malformed', 'transaction']);
  });

  it("is read by Fabric's configtxlator", function () {
    if (!hasProgram('configtxlator')) {
      console.log('      (no `configtxlator` on the PATH: not read by Fabric here)');
      this.skip();
    }
    for (const bytes of channel.sealed) {
      const { number, dataHash: hash } = decodeBlock(bytes);
      expect(translated('common.Block', bytes).header).to.deep.include({
        number: String(number),
        data_hash: Buffer.from(hash).toString('base64'),
      });
    }
  });
});

function write(key: string, value: string): NamespaceReadWriteSet['writes'][number] {
  return { key, deleted: false, value: Buffer.from(value) };
}

/** Byte arrays as text, so that Buffer and Uint8Array compare equal. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

function refusal(bytes: Uint8Array): string | undefined {
  try {
    decodeBlock(bytes);
    return undefined;
  } catch (error) {
    return error instanceof OnceError ? error.code : String(error);
  }
}
