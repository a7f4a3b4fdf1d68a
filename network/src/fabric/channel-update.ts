import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { common } from '@hyperledger/fabric-protos';
import { configUpdate } from '../blocks/config-change.js';
import { signConfigUpdate } from '../blocks/config-signatures.js';
import { decodeBlock } from '../blocks/decode.js';
import type { Signer } from '../blocks/signer.js';
import { readIdentity } from '../identity/msp-folder.js';
import { signerOf } from '../identity/signing.js';
import { inScratch } from './scratch.js';
import { heightOf } from './channel.js';
import type { FabricNetwork } from './network.js';
import { folders } from './places.js';
import { ordererOptions, peerCommand } from './tools.js';
import type { PeerPlace } from './topology.js';

export interface ChannelUpdate {
  /** Changes a copy of the channel's group in place. */
  readonly change: (channel: common.ConfigGroup) => void;
  /** Whose admins sign: as many as the policies of what is changed ask for. */
  readonly signers: readonly OrganizationId[];
}

/** The channel's configuration as it is in effect now. */
export async function currentConfig(network: FabricNetwork): Promise<common.ConfigGroup> {
  const { channel } = network.topology;
  const bytes = await inScratch('config.block', async (file) => {
    await peerCommand(network, witness(network), [
      ...['channel', 'fetch', 'config', file, '--channelID', channel],
      ...(await ordererOptions(network)),
    ]);
    return readFile(file);
  });
  const [envelope] = decodeBlock(bytes).envelopes;
  const config =
    envelope?.kind === 'config'
      ? common.ConfigEnvelope.deserializeBinary(envelope.config).getConfig()?.getChannelGroup()
      : undefined;
  if (config === undefined) throw fail('BLOCK_INVALID', 'the channel has no configuration block');
  return config;
}

/**
 * Changes the channel's configuration, and waits until every peer has the block that says so. False where it is so already.
 * NETWORK_FAILED with what the orderer said.
 */
export async function updateChannel(network: FabricNetwork, update: ChannelUpdate): Promise<boolean> {
  const { channel } = network.topology;
  const current = await currentConfig(network);
  const changed = current.clone();
  update.change(changed);
  if (Buffer.from(changed.serializeBinary()).equals(current.serializeBinary())) return false;
  const signers = await Promise.all(update.signers.map((organization) => admin(network, organization)));
  const [first, ...others] = signers;
  if (first === undefined) throw fail('CONFIGURATION_INVALID', 'nobody signs the update');
  // Who leaves learns of it no more: orderers deliver nothing to him.
  const members = changed.getGroupsMap().get('Application')?.getGroupsMap();
  const peers = network.topology.peers.filter(({ organization }) => members?.has(organization) === true);
  const before = await Promise.all(peers.map((peer) => heightOf(network, peer)));
  const envelope = signConfigUpdate(channel, configUpdate(channel, current, changed), [first, ...others]);
  await inScratch('update.tx', async (file) => {
    await writeFile(file, envelope);
    await peerCommand(network, witness(network), [
      ...['channel', 'update', '--file', file, '--channelID', channel],
      ...(await ordererOptions(network)),
    ]);
  });
  for (const [index, peer] of peers.entries()) await reached(network, peer, before[index] ?? 0);
  return true;
}

const PATIENCE = 60_000;

/** Until the peer has a block more; one that does not run takes it when it does. */
async function reached(network: FabricNetwork, peer: PeerPlace, before: number): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const height = await heightOf(network, peer);
    if (height === undefined || height > before) return;
    if (Date.now() > until)
      throw fail('NETWORK_FAILED', `${peer.name} has not taken over the new configuration`);
    await delay(100);
  }
}

async function admin({ places }: FabricNetwork, organization: OrganizationId): Promise<Signer> {
  return signerOf(await readIdentity(folders(places).admin(organization), organization));
}

function witness({ topology }: FabricNetwork): PeerPlace {
  const [peer] = topology.peers;
  if (peer === undefined) throw fail('CONFIGURATION_INVALID', 'the network has no peer');
  return peer;
}
