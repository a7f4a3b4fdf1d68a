import type { TransactionEnvelope, Version } from '../../blocks/types.js';
import type { StateStore } from '../stores.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';

export interface KeyModification {
  readonly transactionId: string;
  readonly value: Uint8Array;
  readonly deleted: boolean;
  readonly timestamp: timestamps.Timestamp;
}

/** Reads one committed transaction; the block store is asked, as Fabric's history database asks it. */
export type TransactionReader = (version: Version) => Promise<TransactionEnvelope>;

/** GetHistoryForKey: newest first, one block read a version. */
export class HistoryReader {
  readonly #state: StateStore;
  readonly #read: TransactionReader;

  constructor(state: StateStore, read: TransactionReader) {
    this.#state = state;
    this.#read = read;
  }

  async *modifications(namespace: string, key: string): AsyncGenerator<KeyModification> {
    for await (const version of this.#state.history(namespace, key)) {
      const transaction = await this.#read(version);
      const set = transaction.readWriteSets.find((entry) => entry.namespace === namespace);
      const write = set?.writes.find((entry) => entry.key === key);
      if (!write) continue;
      yield {
        transactionId: transaction.transactionId,
        value: write.value,
        deleted: write.deleted,
        timestamp: timestamps.Timestamp.fromDate(transaction.timestamp),
      };
    }
  }
}
