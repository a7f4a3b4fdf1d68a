process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
import type { Context } from 'fabric-contract-api';
import api from 'fabric-contract-api';

type Iterator = AsyncIterable<{ key: string; value: Uint8Array }>;

async function collect(results: unknown): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { key, value } of results as Iterator) found.push([key, Buffer.from(value).toString()]);
  return found;
}

/** The smallest contract that touches every part of a ledger; functions answer text or JSON. */
export class MinimalContract extends api.Contract {
  constructor() {
    super('minimal');
  }

  async put(ctx: Context, key: string, value: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(value));
    return `put ${key}`;
  }

  async get(ctx: Context, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getState(key)).toString();
  }

  /** One get, one put: two of them on one key conflict. */
  async append(ctx: Context, key: string, value: string): Promise<string> {
    const former = await ctx.stub.getState(key);
    await ctx.stub.putState(key, Buffer.concat([former, Buffer.from(value)]));
    return Buffer.from(former).toString();
  }

  async remove(ctx: Context, key: string): Promise<void> {
    await ctx.stub.deleteState(key);
  }

  async readOwnWrite(ctx: Context, key: string, value: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(value));
    return Buffer.from(await ctx.stub.getState(key)).toString();
  }

  async list(ctx: Context, start: string, end: string): Promise<string> {
    return JSON.stringify(await collect(ctx.stub.getStateByRange(start, end)));
  }

  /** A range, and a write that makes it a transaction whose range must still be the same. */
  async count(ctx: Context, start: string, end: string, into: string): Promise<string> {
    const found = await collect(ctx.stub.getStateByRange(start, end));
    await ctx.stub.putState(into, Buffer.from(String(found.length)));
    return String(found.length);
  }

  async page(ctx: Context, start: string, end: string, size: string, bookmark: string): Promise<string> {
    const query = ctx.stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
    const { metadata } = await query;
    return JSON.stringify({
      results: await collect(query),
      bookmark: metadata.bookmark,
      fetched: metadata.fetchedRecordsCount,
    });
  }

  async pageThenPut(ctx: Context, key: string): Promise<void> {
    await ctx.stub.getStateByRangeWithPagination('a', 'z', 2, '');
    await ctx.stub.putState(key, Buffer.from('never'));
  }

  async putThenPage(ctx: Context, key: string): Promise<void> {
    await ctx.stub.putState(key, Buffer.from('never'));
    await ctx.stub.getStateByRangeWithPagination('a', 'z', 2, '');
  }

  async rich(ctx: Context, query: string): Promise<string> {
    return JSON.stringify(await collect(ctx.stub.getQueryResult(query)));
  }

  async putComposite(ctx: Context, type: string, part: string, rest: string, value: string): Promise<void> {
    await ctx.stub.putState(ctx.stub.createCompositeKey(type, [part, rest]), Buffer.from(value));
  }

  async byPart(ctx: Context, type: string, part: string): Promise<string> {
    const found = await collect(ctx.stub.getStateByPartialCompositeKey(type, [part]));
    return JSON.stringify(
      found.map(([key, value]) => [...ctx.stub.splitCompositeKey(key).attributes, value]),
    );
  }

  async history(ctx: Context, key: string): Promise<string> {
    const found: unknown[] = [];
    const versions = ctx.stub.getHistoryForKey(key) as unknown as AsyncIterable<{
      txId: string;
      value: Uint8Array;
      isDelete: boolean;
    }>;
    for await (const { txId, value, isDelete } of versions)
      found.push({ txId, value: Buffer.from(value).toString(), isDelete });
    return JSON.stringify(found);
  }

  async event(ctx: Context, key: string, name: string, payload: string): Promise<void> {
    ctx.stub.setEvent(name, Buffer.from(payload));
    await ctx.stub.putState(key, Buffer.from(payload));
  }

  refuse(_ctx: Context, text: string): Promise<void> {
    return Promise.reject(new Error(text));
  }

  /** The value travels in the transient map. */
  async putPrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.putPrivateData(collection, key, Buffer.from(ctx.stub.getTransient().get('value') ?? []));
  }

  async getPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getPrivateData(collection, key)).toString();
  }

  async getPrivateHash(ctx: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getPrivateDataHash(collection, key)).toString('hex');
  }

  async removePrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.deletePrivateData(collection, key);
  }

  async purgePrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.purgePrivateData(collection, key);
  }

  async listPrivate(ctx: Context, collection: string, start: string, end: string): Promise<string> {
    return JSON.stringify(await collect(ctx.stub.getPrivateDataByRange(collection, start, end)));
  }

  async listPrivateThenPut(ctx: Context, collection: string, key: string): Promise<void> {
    await collect(ctx.stub.getPrivateDataByRange(collection, 'a', 'z'));
    await ctx.stub.putState(key, Buffer.from('never'));
  }

  whoAmI(ctx: Context): Promise<string> {
    return Promise.resolve(
      JSON.stringify({ client: ctx.clientIdentity.getMSPID(), peer: ctx.stub.getMspID() }),
    );
  }
}
