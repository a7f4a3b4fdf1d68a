import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  MerkleTree,
  verifyConsistency,
  verifyInclusion,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';
import { merkleVectors } from '../support/vectors.js';

const LARGEST = 70;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const node = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(Buffer.concat(parts)).digest());

/** MTH of RFC 6962 section 2.1 word by word, on node:crypto. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return node();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return node(Uint8Array.of(1), rootByDefinition(leaves.slice(0, k)), rootByDefinition(leaves.slice(k)));
}

const LEAVES = Array.from({ length: LARGEST }, (_, index) => leafHash(Uint8Array.of(index, 7)));
const ROOTS = Array.from({ length: LARGEST + 1 }, (_, size) => rootByDefinition(LEAVES.slice(0, size)));

/** Every way to change one hash by one bit in its first, middle or last byte. */
function* changed(proof: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (let at = 0; at < proof.length; at++) {
    for (const byte of [0, 15, 31]) {
      const copy = proof.map((hash) => hash.slice());
      copy[at]![byte]! ^= 1;
      yield copy;
    }
  }
}

describe('Merkle trees (RFC 6962, RFC 9162)', () => {
  const vectors = merkleVectors();
  const leaves = vectors.leaves.map((leaf) => leafHash(bytes(leaf)));

  it('has the roots of the Certificate Transparency tests', () => {
    expect(hex(merkleRoot([]))).to.equal(vectors.emptyRoot);
    vectors.roots.forEach((root, index) => {
      expect(hex(merkleRoot(leaves.slice(0, index + 1)))).to.equal(root);
    });
  });

  it('has the inclusion and consistency proofs of the Certificate Transparency tests', () => {
    for (const { index, size, proof } of vectors.inclusion) {
      expect(inclusionProof(leaves.slice(0, size), index).map(hex)).to.deep.equal(proof);
    }
    for (const { oldSize, newSize, proof } of vectors.consistency) {
      expect(consistencyProof(leaves.slice(0, newSize), oldSize).map(hex)).to.deep.equal(proof);
    }
  });

  it('puts 0x00 before leaves and 0x01 before nodes', () => {
    expect(leafHash(Uint8Array.of(1, 2))).to.deep.equal(node(Uint8Array.of(0, 1, 2)));
    expect(merkleRoot(LEAVES.slice(0, 2))).to.deep.equal(node(Uint8Array.of(1), LEAVES[0]!, LEAVES[1]!));
  });

  it(`computes the root of every size up to ${LARGEST} as the definition does, whole and leaf by leaf`, () => {
    const tree = new MerkleTree();
    ROOTS.forEach((root, size) => {
      expect(hex(merkleRoot(LEAVES.slice(0, size)))).to.equal(hex(root));
      expect(tree.size).to.equal(size);
      expect(hex(tree.root())).to.equal(hex(root));
      if (size < LARGEST) expect(tree.append(LEAVES[size]!)).to.equal(size);
    });
    ROOTS.forEach((root, size) => expect(hex(tree.root(size))).to.equal(hex(root)));
  });

  it(`proves every leaf of every tree up to ${LARGEST}, from the leaves and from the tree`, () => {
    const tree = fullTree();
    for (let size = 1; size <= LARGEST; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(LEAVES.slice(0, size), index);
        expect(tree.inclusion(index, size).map(hex)).to.deep.equal(proof.map(hex));
        const inclusion = { root: ROOTS[size]!, leaf: LEAVES[index]!, index, size, proof };
        expect(verifyInclusion(inclusion), `${index} of ${size}`).to.equal(true);
      }
    }
  }).timeout(60_000);

  it('refuses an inclusion with any part changed', () => {
    for (let size = 1; size <= LARGEST; size++) {
      for (const index of new Set([0, 1, size >> 1, size - 2, size - 1])) {
        if (index < 0 || index >= size) continue;
        const proof = inclusionProof(LEAVES.slice(0, size), index);
        const good = { root: ROOTS[size]!, leaf: LEAVES[index]!, index, size, proof };
        const wrong = [
          ...Array.from(changed(proof), (other) => ({ ...good, proof: other })),
          ...Array.from(changed([good.root]), ([root]) => ({ ...good, root: root! })),
          ...Array.from(changed([good.leaf]), ([leaf]) => ({ ...good, leaf: leaf! })),
          ...Array.from({ length: size }, (_, other) => ({ ...good, index: other })).filter(
            ({ index: other }) => other !== index,
          ),
          { ...good, proof: [...proof, LEAVES[0]!] },
          { ...good, proof: [LEAVES[0]!, ...proof] },
          ...(proof.length > 0
            ? [
                { ...good, proof: proof.slice(1) },
                { ...good, proof: proof.slice(0, -1) },
              ]
            : []),
          ...(proof.length > 1 ? [{ ...good, proof: proof.toReversed() }] : []),
        ];
        for (const other of wrong) expect(verifyInclusion(other), `${index} of ${size}`).to.equal(false);
      }
    }
  }).timeout(60_000);

  it('never takes an inner node for a leaf: no data hashes to one', () => {
    const [one, two] = [LEAVES[0]!, LEAVES[1]!];
    expect(leafHash(Buffer.concat([one, two]))).not.to.deep.equal(merkleRoot([one, two]));
  });

  it('refuses sizes, indexes and hashes that are none, without throwing', () => {
    const good = {
      root: ROOTS[8]!,
      leaf: LEAVES[3]!,
      index: 3,
      size: 8,
      proof: inclusionProof(LEAVES.slice(0, 8), 3),
    };
    expect(verifyInclusion(good)).to.equal(true);
    for (const value of [-1, 0.5, Number.NaN, Infinity, 2 ** 53, '3', undefined, null]) {
      expect(verifyInclusion({ ...good, index: value as number })).to.equal(false);
      expect(verifyInclusion({ ...good, size: value as number })).to.equal(false);
    }
    for (const value of [new Uint8Array(31), new Uint8Array(33), new Uint8Array(0), 'x', undefined]) {
      expect(verifyInclusion({ ...good, root: value as Uint8Array })).to.equal(false);
      expect(verifyInclusion({ ...good, leaf: value as Uint8Array })).to.equal(false);
      expect(verifyInclusion({ ...good, proof: [value as Uint8Array, ...good.proof.slice(1)] })).to.equal(
        false,
      );
    }
    expect(verifyInclusion({ ...good, index: 8 })).to.equal(false);
    expect(verifyInclusion({ ...good, size: 0, index: 0, proof: [] })).to.equal(false);
  });

  it(`proves that every tree up to ${LARGEST} grew from every smaller one, and nothing else`, () => {
    const tree = fullTree();
    for (let newSize = 0; newSize <= LARGEST; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = consistencyProof(LEAVES.slice(0, newSize), oldSize);
        expect(tree.consistency(oldSize, newSize).map(hex)).to.deep.equal(proof.map(hex));
        const good = { oldRoot: ROOTS[oldSize]!, newRoot: ROOTS[newSize]!, oldSize, newSize, proof };
        expect(verifyConsistency(good), `${oldSize} to ${newSize}`).to.equal(true);
        const wrong = [
          ...Array.from(changed(proof), (other) => ({ ...good, proof: other })).slice(0, 6),
          ...Array.from(changed([good.oldRoot]), ([oldRoot]) => ({ ...good, oldRoot: oldRoot! })),
          { ...good, proof: [...proof, LEAVES[0]!] },
          ...(proof.length > 0
            ? [
                { ...good, proof: proof.slice(1) },
                { ...good, proof: proof.slice(0, -1) },
              ]
            : []),
        ];
        // From nothing any tree grew; what the new one is, only its own signature says.
        if (oldSize > 0) {
          wrong.push(...Array.from(changed([good.newRoot]), ([newRoot]) => ({ ...good, newRoot: newRoot! })));
        }
        for (const other of wrong)
          expect(verifyConsistency(other), `${oldSize} to ${newSize}`).to.equal(false);
      }
    }
  }).timeout(60_000);

  it('refuses consistency of a larger tree with a smaller, and sizes that are none', () => {
    const good = {
      oldRoot: ROOTS[3]!,
      newRoot: ROOTS[7]!,
      oldSize: 3,
      newSize: 7,
      proof: consistencyProof(LEAVES.slice(0, 7), 3),
    };
    expect(verifyConsistency(good)).to.equal(true);
    expect(verifyConsistency({ ...good, oldSize: 7, newSize: 3 })).to.equal(false);
    for (const value of [-1, 0.5, Number.NaN, 2 ** 53, '3', undefined]) {
      expect(verifyConsistency({ ...good, oldSize: value as number })).to.equal(false);
      expect(verifyConsistency({ ...good, newSize: value as number })).to.equal(false);
    }
    expect(verifyConsistency({ ...good, oldSize: 0, newSize: 0, proof: [], newRoot: good.oldRoot })).to.equal(
      false,
    );
  });

  it('asks for no proof outside the tree, and takes no leaf that is no hash', () => {
    const tree = fullTree();
    for (const index of [-1, LARGEST, 0.5, Number.NaN]) {
      refusal('INPUT_INVALID', () => tree.inclusion(index));
      refusal('INPUT_INVALID', () => inclusionProof(LEAVES, index));
    }
    refusal('INPUT_INVALID', () => tree.inclusion(3, 3));
    refusal('INPUT_INVALID', () => tree.inclusion(0, LARGEST + 1));
    refusal('INPUT_INVALID', () => tree.root(LARGEST + 1));
    refusal('INPUT_INVALID', () => tree.consistency(5, 4));
    refusal('INPUT_INVALID', () => consistencyProof(LEAVES, LARGEST + 1));
    refusal('INPUT_INVALID', () => tree.append(new Uint8Array(31)));
    expect(tree.size).to.equal(LARGEST);
  });

  it('hands out copies: whoever changes a hash changes no tree', () => {
    const tree = fullTree();
    const mine = LEAVES[0]!.slice();
    for (const hash of [...tree.inclusion(0), tree.root(), tree.root(1)]) hash.fill(0);
    expect(hex(tree.root())).to.equal(hex(ROOTS[LARGEST]!));
    tree.append(mine);
    mine.fill(0);
    expect(hex(tree.root(1))).to.equal(hex(LEAVES[0]!));
    expect(
      verifyInclusion({
        root: tree.root(),
        leaf: LEAVES[0]!,
        index: LARGEST,
        size: LARGEST + 1,
        proof: tree.inclusion(LARGEST),
      }),
    ).to.equal(true);
  });

  it('proves leaves of larger trees, at any size so far', () => {
    const tree = new MerkleTree();
    const hashes = Array.from({ length: 3000 }, (_, index) => leafHash(Buffer.from(String(index))));
    for (const hash of hashes) tree.append(hash);
    fc.assert(
      fc.property(fc.nat(2999), fc.nat(2999), (one, other) => {
        const [index, size] = [Math.min(one, other), Math.max(one, other) + 1];
        const root = tree.root(size);
        expect(
          verifyInclusion({ root, leaf: hashes[index]!, index, size, proof: tree.inclusion(index, size) }),
        ).to.equal(true);
        const proof = tree.consistency(index, size);
        expect(
          verifyConsistency({
            oldRoot: tree.root(index),
            newRoot: root,
            oldSize: index,
            newSize: size,
            proof,
          }),
        ).to.equal(true);
      }),
    );
  });

  it('continues a tree whose nodes are kept elsewhere', () => {
    const kept = new Map<string, Uint8Array>();
    const nodes = {
      get: (level: number, index: number): Uint8Array => kept.get(`${level}/${index}`)!,
      put: (level: number, index: number, hash: Uint8Array): void => void kept.set(`${level}/${index}`, hash),
    };
    const first = new MerkleTree(nodes);
    for (const leaf of LEAVES.slice(0, 37)) first.append(leaf);
    const second = new MerkleTree(nodes, 37);
    for (const leaf of LEAVES.slice(37)) second.append(leaf);
    expect(hex(second.root())).to.equal(hex(ROOTS[LARGEST]!));
  });

  function fullTree(): MerkleTree {
    const tree = new MerkleTree();
    for (const leaf of LEAVES) tree.append(leaf);
    return tree;
  }
});
