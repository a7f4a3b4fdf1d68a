import { ledger, peer } from '@hyperledger/fabric-protos';
import type { HistoryReader, KeyModification } from './history.js';
import { encodeKeyValues, OpenQueries, type QueryResponse } from './query-iterators.js';
import { newHistoryIterator, newStateIterator } from './shim.js';
import type { Simulator } from './simulator.js';

interface QueryResult {
  readonly iterator: object;
  readonly metadata?: { readonly bookmark: string; readonly fetchedRecordsCount: number };
}

/**
 * What fabric-shim's stub calls: the methods of the shim's own message handler, answered by a simulation instead of a
 * peer at the other end of a stream. Errors carry the words that a peer's chaincode handler gives them.
 */
export class StubHandler {
  readonly #simulator: Simulator;
  readonly #history: HistoryReader;
  readonly #namespace: string;
  readonly #transactionId: string;
  readonly #queries = new OpenQueries();

  constructor(facts: {
    simulator: Simulator;
    history: HistoryReader;
    namespace: string;
    transactionId: string;
  }) {
    this.#simulator = facts.simulator;
    this.#history = facts.history;
    this.#namespace = facts.namespace;
    this.#transactionId = facts.transactionId;
  }

  handleGetState(collection: string, key: string): Promise<Buffer> {
    return this.#answer('GET_STATE', async () => {
      const found = collection
        ? await this.#simulator.getPrivateData(collection, key)
        : await this.#simulator.getState(key);
      return Buffer.from(found);
    });
  }

  handleGetPrivateDataHash(collection: string, key: string): Promise<Buffer> {
    return this.#answer('GET_PRIVATE_DATA_HASH', async () =>
      Buffer.from(await this.#simulator.getPrivateDataHash(collection, key)),
    );
  }

  handlePutState(collection: string, key: string, value: Uint8Array): Promise<Buffer> {
    return this.#answer('PUT_STATE', () => this.#put(collection, key, Buffer.from(value)));
  }

  handleDeleteState(collection: string, key: string): Promise<Buffer> {
    return this.#answer('DEL_STATE', () => this.#put(collection, key, Buffer.alloc(0)));
  }

  handlePurgeState(collection: string, key: string): Promise<Buffer> {
    return this.#answer('PURGE_PRIVATE_DATA', () => {
      this.#simulator.purgePrivateData(collection, key);
      return Buffer.alloc(0);
    });
  }

  handleGetStateByRange(
    collection: string,
    start: string,
    end: string,
    channel: string,
    transactionId: string,
    metadata?: Uint8Array,
  ): Promise<QueryResult> {
    return this.#answer('GET_STATE_BY_RANGE', async () => {
      const iterator = (response: QueryResponse): object =>
        newStateIterator(this, channel, transactionId, response);
      const paging = metadata && peer.QueryMetadata.deserializeBinary(metadata);
      if (!collection && paging && (paging.getPagesize() !== 0 || paging.getBookmark() !== '')) {
        const range = this.#simulator.rangePage(paging.getBookmark() || start, end);
        const { response, bookmark, fetched } = await this.#queries.page(range, paging.getPagesize());
        return { iterator: iterator(response), metadata: { bookmark, fetchedRecordsCount: fetched } };
      }
      const results = collection
        ? this.#simulator.rangePrivate(collection, start, end)
        : this.#simulator.range(start, end);
      return { iterator: iterator(await this.#queries.start(encodeKeyValues(results))) };
    });
  }

  handleQueryStateNext(id: string): Promise<QueryResponse> {
    return this.#answer('QUERY_STATE_NEXT', () => this.#queries.next(id));
  }

  handleQueryStateClose(id: string): Promise<void> {
    return this.#answer('QUERY_STATE_CLOSE', () => this.#queries.close(id));
  }

  handleGetQueryResult(): Promise<never> {
    return this.#answer('GET_QUERY_RESULT', () => {
      throw new Error('ExecuteQuery not supported for leveldb');
    });
  }

  handleGetHistoryForKey(key: string, channel: string, transactionId: string): Promise<object> {
    return this.#answer('GET_HISTORY_FOR_KEY', async () => {
      const results = encodeModifications(this.#history.modifications(this.#namespace, key));
      return newHistoryIterator(this, channel, transactionId, await this.#queries.start(results));
    });
  }

  handleInvokeChaincode(name: string): Promise<never> {
    return this.#answer('INVOKE_CHAINCODE', () => {
      throw new Error(`the embedded node runs one chaincode; it cannot invoke ${name}`);
    });
  }

  handlePutStateMetadata(): Promise<never> {
    return this.#answer('PUT_STATE_METADATA', refuseKeyPolicies);
  }

  handleGetStateMetadata(): Promise<never> {
    return this.#answer('GET_STATE_METADATA', refuseKeyPolicies);
  }

  /** At the end of the simulation, whatever the contract left open. */
  close(): Promise<void> {
    return this.#queries.closeAll();
  }

  #put(collection: string, key: string, value: Uint8Array): Buffer {
    if (collection) this.#simulator.putPrivateData(collection, key, value);
    else this.#simulator.putState(key, value);
    return Buffer.alloc(0);
  }

  async #answer<T>(message: string, answer: () => T | Promise<T>): Promise<T> {
    try {
      return await answer();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(`${message} failed: transaction ID: ${this.#transactionId}: ${text}`, {
        cause: error,
      });
    }
  }
}

function refuseKeyPolicies(): never {
  throw new Error('the embedded node has no key-level endorsement policies');
}

async function* encodeModifications(source: AsyncIterable<KeyModification>): AsyncGenerator<Uint8Array> {
  for await (const { transactionId, value, timestamp, deleted } of source) {
    const message = new ledger.queryresult.KeyModification();
    message.setTxId(transactionId);
    message.setValue(value);
    message.setIsDelete(deleted);
    message.setTimestamp(timestamp);
    yield message.serializeBinary();
  }
}
