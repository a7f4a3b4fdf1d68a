import { expect } from 'chai';
import { productSources, read, trackedFiles } from './sources.js';

/** Tables: one long list reads better than several short ones. */
const TABLES = [
  'chaincode/src/domain/errors/registry.ts',
  'cli/src/messages/en.ts',
  'cli/src/messages/zh.ts',
];

const lines = (file: string): number => read(file).split('\n').length - 1;
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.floor((sorted.length - 1) * q)]!;

describe('size budget', () => {
  it('keeps every source and test file within 300 lines', () => {
    const long = trackedFiles('.ts')
      .filter((file) => !TABLES.includes(file))
      .filter((file) => lines(file) > 300);
    expect(long).to.deep.equal([]);
  });

  it('keeps the median file below 110 lines and nine in ten below 220', () => {
    const sizes = productSources()
      .filter((file) => !TABLES.includes(file))
      .map(lines)
      .sort((a, b) => a - b);
    expect(quantile(sizes, 0.5)).to.be.at.most(110);
    expect(quantile(sizes, 0.9)).to.be.at.most(220);
  });

  it('leaves no unfinished work behind', () => {
    const unfinished = /\b(TODO|FIXME|XXX|not implemented)\b/i;
    expect(productSources().filter((file) => unfinished.test(read(file)))).to.deep.equal([]);
  });
});
