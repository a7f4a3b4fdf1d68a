import type { Context } from 'fabric-contract-api';
import api from 'fabric-contract-api';

/** What the product's rates are compared with: one get, one put, nothing verified. */
export class Baseline extends api.Contract {
  constructor() {
    super('baseline');
  }

  async put(ctx: Context, key: string, value: string): Promise<void> {
    await ctx.stub.getState(key);
    await ctx.stub.putState(key, Buffer.from(value));
  }

  /** The value travels in the transient map, as private values must. */
  async putPrivate(ctx: Context, collection: string, key: string): Promise<void> {
    await ctx.stub.getPrivateDataHash(collection, key);
    await ctx.stub.putPrivateData(collection, key, Buffer.from(ctx.stub.getTransient().get('value') ?? []));
  }
}
