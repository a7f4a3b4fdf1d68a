import { createHash } from 'node:crypto';
import { BlockValidator, decodeBlock, hashedWrite } from '@onceledger/network/blocks';
import { expect } from 'chai';
import { TestChannel } from '../support/channel.js';
import { put, transaction } from '../support/transactions.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the commit hash', () => {
  it('is what an independent computation gives, block after block', async () => {
    const channel = await TestChannel.create();
    const value = Buffer.from('v');
    const secret = createHash('sha256').update('secret').digest();
    await channel.add([
      await transaction({
        endorsers: ['tax', 'commerce'],
        sets: [
          {
            writes: [
              { key: 'b', deleted: false, value },
              { key: '\u{1f600}', deleted: false, value },
              { key: '\uffff', deleted: false, value },
              { key: 'gone', deleted: true, value: new Uint8Array(0) },
            ],
            collections: [
              {
                collection: 'sealed',
                hashedReads: [],
                hashedWrites: [hashedWrite({ key: 'k', value: Buffer.from('secret') })],
                privateHash: secret,
              },
              {
                collection: 'bodies',
                hashedReads: [],
                hashedWrites: [hashedWrite({ key: 'k', purged: true })],
                privateHash: secret,
              },
            ],
          },
        ],
      }),
      await transaction({ endorsers: ['tax'], sets: [put('never')] }),
      await transaction({ sets: [put('b', 'later')] }),
    ]);
    const key = createHash('sha256').update('k').digest();
    const first = version(2, 0);
    const third = version(2, 2);
    // Namespace on the first key alone; keys by their UTF-8 bytes: b, gone, U+FFFF, U+1F600; then collections by name.
    const updates = Buffer.concat(
      [
        [text(1, 'once'), bytes(3, 'b'), bytes(5, 'later'), bytes(6, third)],
        [bytes(3, 'gone'), Buffer.of(0x20, 1), bytes(6, first)],
        [bytes(3, '\uffff'), bytes(5, 'v'), bytes(6, first)],
        [bytes(3, '\u{1f600}'), bytes(5, 'v'), bytes(6, first)],
        [text(2, 'bodies'), bytes(3, key), Buffer.of(0x20, 1), bytes(6, first)],
        [text(2, 'sealed'), bytes(3, key), bytes(5, secret), bytes(6, first)],
      ].map((fields) => bytes(1, Buffer.concat(fields))),
    );
    const codes = Buffer.of(0, 10, 0);
    const previous = channel.validations[1]!.commitHash;
    const expected = createHash('sha256')
      .update(Buffer.concat([Buffer.of(3), codes, updates, previous]))
      .digest();
    expect(hex(channel.validations[2]!.commitHash)).to.equal(hex(expected));
    expect(channel.validations[0]!.commitHash).to.have.length(0);

    await channel.add([await transaction({ endorsers: [] })]);
    const nothing = createHash('sha256')
      .update(Buffer.concat([Buffer.of(1), Buffer.of(10), expected]))
      .digest();
    expect(hex(channel.validations[3]!.commitHash)).to.equal(hex(nothing));
  });

  it('stands in the stored block, from which a validator goes on', async () => {
    const channel = await TestChannel.create();
    const stored = decodeBlock(channel.sealed[1]!);
    expect(hex(stored.metadata.commitHash)).to.equal(hex(channel.validations[1]!.commitHash));
    expect([...stored.metadata.validationCodes]).to.deep.equal([0]);
    expect(hex(stored.hash)).to.equal(hex(channel.blocks[1]!.hash));
    const next = channel.order([await transaction()]);
    const resumed = new BlockValidator(
      channel.validator.config,
      channel.validator.definitions,
      channel.view,
      {
        commitHash: stored.metadata.commitHash,
      },
    );
    const [one, other] = [await resumed.validate(next), await channel.validator.validate(next)];
    expect(hex(one.commitHash)).to.equal(hex(other.commitHash));
  });
});

function bytes(field: number, value: string | Uint8Array): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([Buffer.of((field << 3) | 2, content.length), content]);
}
const text = bytes;
/** Length and bytes of the block's number, then of the transaction's; zero has none. */
function version(block: number, index: number): Buffer {
  return Buffer.concat([Buffer.of(1, block), index === 0 ? Buffer.of(0) : Buffer.of(1, index)]);
}
