import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  canonicalize,
  claimPaths,
  type ClaimPath,
  type ClaimProof,
  claimProof,
  commit,
  commitmentContext,
  type CommitmentScope,
  type DeclarantId,
  type DeclarationId,
  type Digest,
  type EntryRef,
  type JsonValue,
  leafDigest,
  type LedgerId,
  rootOf,
  type Salt,
  type SaltedClaim,
  type SaltedClaims,
  type TypeBody,
  verifyClaim,
} from '@onceledger/chaincode/domain';
import { json } from '../support/arbitraries.js';
import { refusal } from '../support/refusal.js';
import { commitmentVectors } from '../support/vectors.js';

const VECTORS = commitmentVectors().commitments;
const LICENCE = VECTORS[0]!;
const pathsOf = (byPath: object): ClaimPath[] => Object.keys(byPath) as ClaimPath[];

/** docs/spec/commitment.md again, on node:crypto and Buffer. */
const part = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const contextByDefinition = (scope: CommitmentScope): Buffer =>
  Buffer.concat(
    [
      'once-sha256-1',
      scope.ledger,
      scope.type,
      scope.declarant,
      scope.declaration,
      String(scope.version),
    ].map((text) => part(Buffer.from(text))),
  );
const leafByDefinition = (context: Buffer, path: string, { salt, value }: SaltedClaim): string =>
  sha256(
    Buffer.of(0),
    part(context),
    part(Buffer.from(salt, 'base64url')),
    part(Buffer.from(path)),
    part(Buffer.from(canonicalize(value))),
  ).toString('base64url');

const salts = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url') as Salt);
const scopes: fc.Arbitrary<CommitmentScope> = fc.record({
  ledger: fc.string().map((text) => text as LedgerId),
  type: fc.string().map((text) => text as EntryRef),
  declarant: fc.string().map((text) => text as DeclarantId),
  declaration: fc.string().map((text) => text as DeclarationId),
  version: fc.integer({ min: 1, max: 999_999 }),
});
const claimSets = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}(\.[a-z]{1,4})?$/), { minLength: 1, maxLength: 14 })
  .chain((paths) => fc.tuple(...paths.map((path) => fc.tuple(fc.constant(path), salts, json))))
  .map((claims): SaltedClaims =>
    Object.fromEntries(claims.map(([path, salt, value]) => [path, { salt, value }])),
  );

describe('commitments', () => {
  VECTORS.forEach((vector, number) => {
    it(`computes the published context, leaves, root and proofs of vector ${number + 1}`, () => {
      const context = commitmentContext(vector.scope);
      expect(Buffer.from(context).toString('hex')).to.equal(vector.context);
      expect(commit(context, vector.claims)).to.deep.equal({
        commitment: { root: vector.root, suite: 'once-sha256-1' },
        leaves: vector.leaves,
      });
      expect(rootOf(vector.leaves)).to.equal(vector.root);
      for (const path of pathsOf(vector.claims)) {
        const claim = vector.claims[path]!;
        expect(leafDigest(context, path, claim)).to.equal(vector.leaves[path]);
        expect(claimProof(vector.leaves, path)).to.deep.equal(vector.proofs[path]);
        expect(verifyClaim(vector.root, context, path, claim, vector.proofs[path]!)).to.equal(true);
      }
    });
  });

  it('computes contexts and leaves as node:crypto does from the definition', () => {
    fc.assert(
      fc.property(scopes, fc.string(), salts, json, (scope, path, salt, value) => {
        const context = commitmentContext(scope);
        expect(Buffer.from(context).equals(contextByDefinition(scope))).to.equal(true);
        expect(leafDigest(context, path as ClaimPath, { salt, value })).to.equal(
          leafByDefinition(contextByDefinition(scope), path, { salt, value }),
        );
      }),
    );
  });

  it('opens every claim of every declaration, in whatever order they were given', () => {
    fc.assert(
      fc.property(scopes, claimSets, (scope, claims) => {
        const context = commitmentContext(scope);
        const { commitment, leaves } = commit(context, claims);
        const reversed = Object.fromEntries(Object.entries(claims).reverse());
        expect(commit(context, reversed).commitment).to.deep.equal(commitment);
        for (const path of pathsOf(claims)) {
          expect(
            verifyClaim(commitment.root, context, path, claims[path]!, claimProof(leaves, path)),
          ).to.equal(true);
        }
      }),
    );
  });

  it('fails with any part of the context, path, salt, value, proof or root changed', () => {
    fc.assert(
      fc.property(scopes, claimSets, salts, json, fc.nat(), (scope, claims, salt, value, pick) => {
        const paths = pathsOf(claims).sort();
        const path = paths[pick % paths.length]!;
        const claim = claims[path]!;
        const { commitment, leaves } = commit(commitmentContext(scope), claims);
        const proof = claimProof(leaves, path);
        const opens = (
          changes: Partial<{
            scope: CommitmentScope;
            path: string;
            claim: SaltedClaim;
            proof: ClaimProof;
            root: Digest;
          }>,
        ): boolean =>
          verifyClaim(
            changes.root ?? commitment.root,
            commitmentContext(changes.scope ?? scope),
            (changes.path ?? path) as ClaimPath,
            changes.claim ?? claim,
            changes.proof ?? proof,
          );
        expect(opens({})).to.equal(true);
        const otherScopes = (['ledger', 'type', 'declarant', 'declaration'] as const).map((name) => ({
          ...scope,
          [name]: `${scope[name]}x`,
        }));
        for (const other of [...otherScopes, { ...scope, version: scope.version + 1 }]) {
          expect(opens({ scope: other })).to.equal(false);
        }
        for (const other of [...paths.filter((name) => name !== path), `${path}x`, '']) {
          expect(opens({ path: other })).to.equal(false);
        }
        if (salt !== claim.salt) expect(opens({ claim: { ...claim, salt } })).to.equal(false);
        if (canonicalize(value) !== canonicalize(claim.value)) {
          expect(opens({ claim: { ...claim, value } })).to.equal(false);
        }
        for (const index of paths.keys()) {
          if (index !== proof.index) expect(opens({ proof: { ...proof, index } })).to.equal(false);
        }
        proof.path.forEach((hash, at) => {
          expect(opens({ proof: { ...proof, path: proof.path.with(at, flip(hash)) } })).to.equal(false);
        });
        expect(opens({ proof: { ...proof, path: [...proof.path, commitment.root] } })).to.equal(false);
        expect(opens({ root: flip(commitment.root) })).to.equal(false);
      }),
    );
  });

  it('does not let parts run into each other: lengths stand before them', () => {
    const scope = LICENCE.scope;
    const moved = {
      ...scope,
      declarant: `${scope.declarant}b` as DeclarantId,
      declaration: scope.declaration.slice(1) as DeclarationId,
    };
    expect(commitmentContext(moved)).not.to.deep.equal(commitmentContext(scope));
    const context = commitmentContext(scope);
    const salt = LICENCE.claims[pathsOf(LICENCE.claims)[0]!]!.salt;
    const leaf = (path: string, value: JsonValue): Digest =>
      leafDigest(context, path as ClaimPath, { salt, value });
    expect(leaf('a', 12)).not.to.equal(leaf('a1', 2));
  });

  it('hides whether an absent claim is there: null has its leaf like any other', () => {
    const [absent] = Object.entries(LICENCE.claims).find(([, claim]) => claim.value === null)!;
    expect(LICENCE.leaves[absent as ClaimPath]).to.match(/^[\w-]{43}$/);
    expect(Object.keys(LICENCE.leaves)).to.have.length(Object.keys(LICENCE.claims).length);
  });

  it('answers false, and throws nothing, for what is no proof', () => {
    const path = pathsOf(LICENCE.claims)[0]!;
    const context = commitmentContext(LICENCE.scope);
    const proof = LICENCE.proofs[path]!;
    const verify = (changes: { root?: unknown; claim?: unknown; proof?: object }): boolean =>
      verifyClaim(
        ('root' in changes ? changes.root : LICENCE.root) as Digest,
        context,
        path,
        (changes.claim ?? LICENCE.claims[path]) as SaltedClaim,
        { ...proof, ...changes.proof },
      );
    expect(verify({})).to.equal(true);
    for (const root of ['', 'x', `${LICENCE.root}=`, LICENCE.root.slice(4)])
      expect(verify({ root })).to.equal(false);
    for (const salt of ['', 'A', 'not base64url!', 'AAAA']) {
      expect(verify({ claim: { salt, value: null } })).to.equal(false);
    }
    expect(verify({ claim: { ...LICENCE.claims[path], value: undefined } })).to.equal(false);
    for (const wrong of [
      { index: -1 },
      { size: 0 },
      { size: 1e9 },
      { path: [] },
      { path: ['', ...proof.path] },
      { path: ['?'] },
    ]) {
      expect(verify({ proof: wrong })).to.equal(false);
    }
  });

  it('gives the claims of a type their fixed order, by code unit', () => {
    const claims = Object.fromEntries(['b', 'a.b', 'aB', 'a', 'a1', 'ab'].map((path) => [path, {}]));
    expect(claimPaths({ claims } as unknown as TypeBody)).to.deep.equal(['a', 'a.b', 'a1', 'aB', 'ab', 'b']);
  });

  it('has no proof for a claim that is not there', () => {
    refusal('COMMITMENT_INVALID', () => claimProof(LICENCE.leaves, 'nothing' as ClaimPath));
    refusal('COMMITMENT_INVALID', () => claimProof(LICENCE.leaves, 'toString' as ClaimPath));
  });
});

/** Another digest: its first bit turned. */
function flip(digest: Digest): Digest {
  const bytes = Buffer.from(digest, 'base64url');
  bytes[0]! ^= 0x80;
  return bytes.toString('base64url') as Digest;
}
