import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeName } from '@onceledger/network/blocks';
import { issueIdentity } from '@onceledger/network/identity';
import { expect } from 'chai';
import { CONSORTIUM, TestChannel, material } from '../support/channel.js';
import { serveBlocks } from '../support/deliver-server.js';
import { RealPeer, hasProgram } from '../support/real-peer.js';
import { transaction } from '../support/transactions.js';
import { PREPARED, VALIDATION_CASES } from '../support/validation-cases.js';

describe('a real Fabric peer', function () {
  this.timeout(180_000);
  before(function () {
    if (hasProgram('peer')) return;
    console.log('      (no `peer` on the PATH: its following of our blocks is not tested here)');
    this.skip();
  });

  it('follows a chain of every case the validator judges, and reaches the same codes and commit hashes', async () => {
    let blocks: readonly Uint8Array[] = [];
    const server = await serveBlocks(() => blocks);
    const directory = await mkdtemp(join(tmpdir(), 'once-peer-'));
    try {
      const channel = await TestChannel.create(undefined, server.port);
      await channel.add([await transaction(PREPARED)]);
      for (const { transactions, endsPeers } of Object.values(VALIDATION_CASES).flat())
        if (endsPeers !== true)
          await channel.add(await Promise.all(transactions.map(({ envelope }) => envelope())));
      blocks = channel.blocks.map(({ bytes }) => bytes);
      await compare(channel, directory);
    } finally {
      server.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

async function compare(channel: TestChannel, directory: string): Promise<void> {
  const all = await material();
  const authority = all.authorities.tax;
  const admin = await issueIdentity(authority, 'admin', 'admin');
  const peer = await RealPeer.start(directory, { authority, peer: all.peers.tax, admin });
  try {
    await peer.join(channel.blocks[0]!.bytes);
    await peer.reaches(CONSORTIUM.channel, channel.blocks.length);
    const followed = await peer.blocks(CONSORTIUM.channel, channel.blocks.length);
    for (const [number, validation] of channel.validations.entries()) {
      const { metadata } = followed[number]!;
      const names = [...metadata.validationCodes].map(codeName);
      expect(names, `codes of block ${number}`).to.deep.equal([...validation.codes].map(codeName));
      expect(hex(metadata.commitHash), `commit hash of block ${number}`).to.equal(hex(validation.commitHash));
    }
  } finally {
    await peer.stop();
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
