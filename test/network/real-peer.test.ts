import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationOrganization, codeName, outOf } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  issueIdentity,
  mspDefinition,
  type Identity,
} from '@onceledger/network/identity';
import { expect } from 'chai';
import { CONSORTIUM, ORGANIZATIONS, TestChannel, material, organizationId } from '../support/channel.js';
import { addOrganization, configTransaction, setPolicy } from '../support/config-updates.js';
import { serveBlocks } from '../support/deliver-server.js';
import { RealPeer, hasProgram } from '../support/real-peer.js';
import { put, transaction } from '../support/transactions.js';
import { PREPARED, VALIDATION_CASES } from '../support/validation-cases.js';

describe('a real Fabric peer', function () {
  this.timeout(180_000);
  before(function () {
    if (hasProgram('peer')) return;
    console.log('      (no `peer` on the PATH: its following of our blocks is not tested here)');
    this.skip();
  });

  it('follows a chain of every case the validator judges, and reaches the same codes and commit hashes', async () => {
    await followed(async (channel) => {
      await channel.add([await transaction(PREPARED)]);
      for (const { transactions, endsPeers } of Object.values(VALIDATION_CASES).flat())
        if (endsPeers !== true)
          await channel.add(await Promise.all(transactions.map(({ envelope }) => envelope())));
    });
  });

  it('follows configurations of ours, one after the other', async () => {
    await followed(async (channel) => {
      const { authorities, orderer } = await material();
      const admin = (name: 'tax' | 'commerce'): Promise<Identity> =>
        issueIdentity(authorities[name], 'admin', 'a');
      const customs = await createCertificateAuthority(organizationId('customs'));
      const creator = await issueIdentity(customs, 'client', 'gateway');
      await channel.add([await transaction({ creator })]);
      const joined = configTransaction(channel.configBlock, {
        change: addOrganization('customs', applicationOrganization(mspDefinition(customs))),
        signers: [await admin('tax'), await admin('commerce')],
        orderer,
      });
      await channel.add([joined]);
      await channel.add([await transaction({ creator }), await transaction()]);
      const peers = [...ORGANIZATIONS, 'customs'].map((mspId) => ({ mspId, role: 'peer' as const }));
      const two = outOf(2, peers).serializeBinary();
      const renewed = configTransaction(channel.configBlock, {
        change: setPolicy(['Application'], 'TwoOrganizations', two),
        signers: [await admin('tax'), await admin('commerce'), await issueIdentity(customs, 'admin', 'a')],
        orderer,
      });
      await channel.add([renewed]);
      const peer = await issueIdentity(customs, 'peer', 'peer0');
      await channel.add([await transaction({ endorsers: ['tax', peer], sets: [put('b')] })]);
      const names = channel.validations.map(({ codes }) => [...codes].map(codeName).join(' '));
      expect(names.slice(2)).to.deep.equal([
        'BAD_CREATOR_SIGNATURE',
        'VALID',
        'VALID VALID',
        'VALID',
        'VALID',
      ]);
    });
  });
});

/** Builds a chain, lets a peer of one organization follow it, and compares what both found. */
async function followed(build: (channel: TestChannel) => Promise<void>): Promise<void> {
  let blocks: readonly Uint8Array[] = [];
  const server = await serveBlocks(() => blocks);
  const directory = await mkdtemp(join(tmpdir(), 'once-peer-'));
  try {
    const channel = await TestChannel.create(undefined, server.port);
    await build(channel);
    blocks = channel.blocks.map(({ bytes }) => bytes);
    await compare(channel, directory);
  } finally {
    server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function compare(channel: TestChannel, directory: string): Promise<void> {
  const all = await material();
  // No member of the collection that the cases write to: a member's peer looks five seconds for what nobody has.
  const authority = all.authorities.commerce;
  const admin = await issueIdentity(authority, 'admin', 'admin');
  const peer = await RealPeer.start(directory, { authority, peer: all.peers.commerce, admin });
  try {
    await peer.join(channel.blocks[0]!.bytes);
    await peer.reaches(CONSORTIUM.channel, channel.blocks.length);
    const committed = await peer.blocks(CONSORTIUM.channel, channel.blocks.length);
    for (const [number, validation] of channel.validations.entries()) {
      const { metadata } = committed[number]!;
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
