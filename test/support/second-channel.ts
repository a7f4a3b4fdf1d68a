import { common } from '@hyperledger/fabric-protos';
import {
  defineChaincode,
  folders,
  ordererCommand,
  orderingReady,
  peerCommand,
  type FabricNetwork,
} from '@onceledger/network/fabric';
import type { LedgerId } from '@onceledger/chaincode/domain';
import { ledgerIdOf, type Consortium } from '@onceledger/network';
import { decodeBlock } from '@onceledger/network/blocks';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renamedEnvelope } from './envelopes.js';

/**
 * A second channel of the same members on the same orderers and peers, with the same chaincode processes.
 * @returns what its ledger is called in acts
 */
export async function openChannel(
  network: FabricNetwork,
  channel: string,
  { collections }: Consortium,
): Promise<LedgerId> {
  const { places } = network;
  const file = path.join(places.network, `${channel}.block`);
  const genesis = renamed(await readFile(folders(places).genesis), channel);
  await writeFile(file, genesis);
  const beside = { ...network, topology: { ...network.topology, channel } };
  const { chaincodes, orderers, peers } = beside.topology;
  for (const orderer of orderers)
    await ordererCommand(beside, orderer, ['join', '--channelID', channel, '--config-block', file]);
  await orderingReady(beside);
  for (const peer of peers) await peerCommand(beside, peer, ['channel', 'join', '-b', file]);
  await defineChaincode(beside, { collections, sequence: 1, version: chaincodes[0]!.version });
  return ledgerIdOf(channel, decodeBlock(genesis));
}

/** A genesis block carries no signature: its name stands in the envelope's header, over which the data hash goes. */
function renamed(genesis: Uint8Array, channel: string): Uint8Array {
  const block = common.Block.deserializeBinary(genesis);
  const [bytes] = block.getData()!.getDataList_asU8();
  const envelope = renamedEnvelope(bytes!, channel);
  block.getData()!.setDataList([envelope]);
  block.getHeader()!.setDataHash(createHash('sha256').update(envelope).digest());
  return block.serializeBinary();
}
