import { Frontier, inclusionPath, leafHash } from '@onceledger/gateway';
import { expect } from 'chai';
import { createHash } from 'node:crypto';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 6962 section 2.1, as written there. */
function treeHash(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
}

/** RFC 6962 section 2.1.1. */
function auditPath(index: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length <= 1) return [];
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return index < half
    ? [...auditPath(index, leaves.slice(0, half)), treeHash(leaves.slice(half))]
    : [...auditPath(index - half, leaves.slice(half)), treeHash(leaves.slice(0, half))];
}

describe('log tree', () => {
  const leaves = Array.from({ length: 70 }, (_, index) => Buffer.from(`entry ${index}`));

  it('has the roots and audit paths of RFC 6962 at every size', async () => {
    const stored = new Map<string, Uint8Array>();
    const nodes = {
      node: (level: number, index: number) => Promise.resolve(stored.get(`${level} ${index}`)!),
    };
    const frontier = new Frontier();
    for (let size = 0; size <= leaves.length; size += 1) {
      expect(Buffer.from(frontier.root()).toString('hex'), `root of ${size}`).to.equal(
        treeHash(leaves.slice(0, size)).toString('hex'),
      );
      for (let index = 0; index < size; index += 7) {
        const path = await inclusionPath(nodes, index, size);
        expect(
          path.map((hash) => Buffer.from(hash).toString('hex')),
          `${index} of ${size}`,
        ).to.deep.equal(auditPath(index, leaves.slice(0, size)).map((hash) => hash.toString('hex')));
      }
      if (size < leaves.length)
        frontier.append(leafHash(leaves[size]!), (level, index, hash) =>
          stored.set(`${level} ${index}`, hash),
        );
    }
  });

  it('goes on after it was read back from stored subtrees', async () => {
    for (const cut of [0, 1, 2, 3, 31, 32, 33, 64]) {
      const stored = new Map<string, Uint8Array>();
      const keep = (level: number, index: number, hash: Uint8Array): void => {
        stored.set(`${level} ${index}`, hash);
      };
      const first = new Frontier();
      for (const leaf of leaves.slice(0, cut)) first.append(leafHash(leaf), keep);
      const nodes = {
        node: (level: number, index: number) => Promise.resolve(stored.get(`${level} ${index}`)!),
      };
      const second = await Frontier.read(cut, nodes);
      for (const leaf of leaves.slice(cut)) second.append(leafHash(leaf), keep);
      expect(Buffer.from(second.root()).toString('hex')).to.equal(treeHash(leaves).toString('hex'));
    }
  });
});
