import { ledger } from '@hyperledger/fabric-protos';
import { decodeBlock } from '../../blocks/decode.js';
import { encodePrivateWrites } from '../../blocks/encode-rwset.js';
import type { KeyWrite } from '../../blocks/types.js';
import type { Collections } from '../chaincode/collections.js';
import { validTransactions, type ValidTransaction } from '../commit/effects.js';
import type { AccessIdentity } from '../endorsement/access.js';
import { type DeliverForm, peerStatus } from '../events/deliver.js';
import type { PrivateStore } from '../stores.js';
import { field, varint } from './wire-field.js';

const BLOCK_AND_PRIVATE_DATA = 0x22;
const BLOCK = 0x0a;
const PRIVATE_DATA_ENTRY = 0x12;

/**
 * `/protos.Deliver/DeliverWithPrivateData`: beside each block the private writes that this peer still has, of those
 * collections whose members the reader belongs to.
 */
export function privateBlocks(store: PrivateStore, collections: Collections): DeliverForm {
  return {
    block: async (bytes, creator) => {
      const block = decodeBlock(bytes);
      const parts = [field(BLOCK, bytes)];
      for (const transaction of validTransactions(block, block.metadata.validationCodes)) {
        const own = await privateWrites(transaction, { store, collections, creator });
        if (own) parts.push(field(PRIVATE_DATA_ENTRY, mapEntry(transaction.version.transaction, own)));
      }
      return field(BLOCK_AND_PRIVATE_DATA, Buffer.concat(parts));
    },
    status: peerStatus,
  };
}

interface Reader {
  readonly store: PrivateStore;
  readonly collections: Collections;
  readonly creator: AccessIdentity;
}

async function privateWrites(
  { envelope, version }: ValidTransaction,
  { store, collections, creator }: Reader,
): Promise<Uint8Array | undefined> {
  const message = new ledger.rwset.TxPvtReadWriteSet();
  for (const { namespace, collections: sets } of envelope.readWriteSets) {
    const own = new ledger.rwset.NsPvtReadWriteSet();
    own.setNamespace(namespace);
    for (const { collection, hashedWrites } of sets) {
      if (!collections.find(collection)?.members.includes(creator.serialized.mspId)) continue;
      const writes: KeyWrite[] = [];
      for (const { keyHash } of hashedWrites) {
        const found = await store.written(namespace, collection, keyHash, version);
        if (found) writes.push(found);
      }
      if (writes.length === 0) continue;
      const set = new ledger.rwset.CollectionPvtReadWriteSet();
      set.setCollectionName(collection);
      set.setRwset(encodePrivateWrites(writes));
      own.addCollectionPvtRwset(set);
    }
    if (own.getCollectionPvtRwsetList().length > 0) message.addNsPvtRwset(own);
  }
  return message.getNsPvtRwsetList().length > 0 ? message.serializeBinary() : undefined;
}

/** An entry of `private_data_map`: field 1, a varint, the number of the transaction; field 2 its private writes. */
function mapEntry(transaction: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0x08), varint(transaction), field(0x12, value)]);
}
