import type { Ledger } from '@onceledger/gateway';
import { expect } from 'chai';
import { act, Adapters, MVCC_READ_CONFLICT } from '../support/adapter.js';
import { FakeFabric, SILENT } from '../support/fake-fabric.js';

describe('many acts through the ledger adapter', () => {
  const adapters = new Adapters();
  const ledger = (fake: FakeFabric): Ledger => adapters.connect(fake);
  afterEach(() => adapters.close());

  const acts = (count: number, size = 10) =>
    Array.from({ length: count }, (_, index) =>
      act(`d-${index}`, 'declaration.declare', { text: 'x'.repeat(size) }),
    );
  const batchSizes = (fake: FakeFabric) =>
    fake.calls
      .filter(({ method }) => method === 'Endorse')
      .map(({ args }) => (JSON.parse(args[1]!) as unknown[]).length);

  it('go in one transaction where bytes admit, with private values by target', async () => {
    const fake = new FakeFabric();
    const sealed = Object.fromEntries(acts(3).map((_, index) => [`d-${index}`, { part: index }]));
    const outcomes = await ledger(fake).submitMany('declaration.declare', acts(3), {
      transient: { sealed: JSON.stringify(sealed) },
    });
    expect(outcomes).to.have.length(3);
    expect(batchSizes(fake)).to.deep.equal([3]);
    const endorse = fake.calls.find(({ method }) => method === 'Endorse')!;
    expect(endorse.args[0]).to.equal('declarations:declareMany');
    expect(JSON.parse(endorse.transient['sealed']!)).to.deep.equal(sealed);
  });

  it('are split by public and by private bytes', async () => {
    const fake = new FakeFabric();
    await ledger(fake).submitMany('declaration.declare', acts(60, 30_000));
    const sizes = batchSizes(fake);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(60);
    expect(Math.max(...sizes) * 2 * 30_000).to.be.lessThan(1_000_000);
    const secret = new FakeFabric();
    const sealed = Object.fromEntries(acts(20).map((_, index) => [`d-${index}`, 'x'.repeat(300_000)]));
    await ledger(secret).submitMany('declaration.declare', acts(20), {
      transient: { sealed: JSON.stringify(sealed) },
    });
    for (const { method, transient } of secret.calls)
      if (method === 'Endorse') expect(transient['sealed']!.length).to.be.lessThan(4_100_000);
    expect(batchSizes(secret).reduce((sum, size) => sum + size, 0)).to.equal(20);
  });

  it('go again in halves on a conflict, each with its own private values', async () => {
    const fake = new FakeFabric((call, self) => {
      if (call.method !== 'Submit') return undefined;
      const endorse = self.calls.findLast(({ method }) => method === 'Endorse')!;
      const targets = (JSON.parse(endorse.args[1]!) as unknown[]).length;
      if (targets < 4) return undefined;
      setImmediate(() => {
        self.commit({ [call.transactionId]: MVCC_READ_CONFLICT });
      });
      return SILENT;
    });
    const sealed = Object.fromEntries(acts(8).map((_, index) => [`d-${index}`, index]));
    const outcomes = await ledger(fake).submitMany('declaration.declare', acts(8), {
      transient: { sealed: JSON.stringify(sealed) },
    });
    expect(outcomes).to.have.length(8);
    expect(batchSizes(fake)).to.deep.equal([8, 4, 2, 2, 4, 2, 2]);
    const last = fake.calls.findLast(({ method }) => method === 'Endorse')!;
    expect(JSON.parse(last.transient['sealed']!)).to.deep.equal({ 'd-6': 6, 'd-7': 7 });
  });
});
