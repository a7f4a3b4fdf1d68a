import { ledger } from '@hyperledger/fabric-protos';
import type { KeyValue, PagedRange } from './simulator.js';

/** What fabric-shim's iterators read of a peer.QueryResponse. */
export interface QueryResponse {
  getId(): string;
  getHasMore(): boolean;
  getResultsList(): { getResultbytes(): Uint8Array }[];
}
export interface Page {
  readonly response: QueryResponse;
  readonly fetched: number;
  readonly bookmark: string;
}

/** core.yaml: `chaincode` handler's MaxResultLimit, and `ledger.state.totalQueryLimit`. */
const BATCH = 100;
const TOTAL = 100_000;

interface Query {
  readonly source: AsyncIterator<Uint8Array>;
  /** Already pulled beyond the last batch. */
  ahead: Uint8Array | undefined;
  count: number;
}

/** The open queries of one simulation, batched as a peer's query response generator batches them. */
export class OpenQueries {
  readonly #open = new Map<string, Query>();
  #next = 0;

  /** Starts a query; what it pulls is what a peer would pull: one batch and one result beyond. */
  async start(results: AsyncIterator<Uint8Array>): Promise<QueryResponse> {
    const id = this.#newId();
    this.#open.set(id, { source: results, ahead: undefined, count: 0 });
    return this.next(id);
  }

  async next(id: string): Promise<QueryResponse> {
    const query = this.#open.get(id);
    if (!query) throw new Error('query iterator not found');
    const batch: Uint8Array[] = query.ahead ? [query.ahead] : [];
    query.ahead = undefined;
    while (query.count < TOTAL) {
      const result = await query.source.next();
      if (result.done) break;
      query.count += 1;
      if (batch.length === BATCH) {
        query.ahead = result.value;
        return toResponse(id, batch, true);
      }
      batch.push(result.value);
    }
    await this.close(id);
    return toResponse(id, batch, false);
  }

  /** One page: at most `size` results (0: as many as a query may return), and the key after them as bookmark. */
  async page(range: PagedRange, size: number): Promise<Page> {
    const limit = size > 0 && size < TOTAL ? size : TOTAL;
    const batch: Uint8Array[] = [];
    while (batch.length < limit) {
      const result = await range.results.next();
      if (result.done) return { response: this.#closed(batch), fetched: batch.length, bookmark: '' };
      batch.push(encodeKeyValue(result.value));
    }
    return { response: this.#closed(batch), fetched: batch.length, bookmark: await range.after() };
  }

  async close(id: string): Promise<void> {
    const query = this.#open.get(id);
    this.#open.delete(id);
    await query?.source.return?.();
  }

  async closeAll(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.close(id);
  }

  #closed(batch: readonly Uint8Array[]): QueryResponse {
    return toResponse(this.#newId(), batch, false);
  }

  #newId(): string {
    return String((this.#next += 1));
  }
}

export async function* encodeKeyValues(source: AsyncIterator<KeyValue>): AsyncGenerator<Uint8Array> {
  try {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      yield encodeKeyValue(next.value);
    }
  } finally {
    await source.return?.();
  }
}

function encodeKeyValue({ key, value }: KeyValue): Uint8Array {
  const message = new ledger.queryresult.KV();
  message.setKey(key);
  message.setValue(value);
  return message.serializeBinary();
}

function toResponse(id: string, batch: readonly Uint8Array[], hasMore: boolean): QueryResponse {
  const results = batch.map((bytes) => ({ getResultbytes: () => bytes }));
  return { getId: () => id, getHasMore: () => hasMore, getResultsList: () => results };
}
