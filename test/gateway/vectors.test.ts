import {
  commit,
  commitmentContext,
  keyId,
  OnceError,
  toBase64url,
  verifyInclusion,
  type JsonValue,
  type PublicJwk,
} from '@onceledger/chaincode/domain';
import {
  deliveryDigest,
  entryBytes,
  Frontier,
  leafHash,
  open,
  openCheckpoint,
  openDelivery,
  parseTrust,
  parseVerifierKey,
  verifyEvidence,
} from '@onceledger/gateway';
import { expect } from 'chai';
import { createHash, createPrivateKey, type JsonWebKey } from 'node:crypto';
import {
  checkpointVectors,
  deliveryVectors,
  evidenceVectors,
  logVectors,
  sealedPartVectors,
} from '../support/gateway-vectors.js';
import { refusal } from '../support/refusal.js';
import { refused } from '../support/refused.js';

function openingKey(jwk: JsonWebKey) {
  const { crv, kty, x, y } = jwk as unknown as PublicJwk;
  return { kid: keyId({ crv, kty, x, y }), privateKey: createPrivateKey({ format: 'jwk', key: jwk }) };
}

/** The document with the value at a JSON Pointer replaced. */
function replaced(document: JsonValue, pointer: string, value: JsonValue): JsonValue {
  const [, name = '', ...rest] = pointer.split('/');
  if (pointer === '') return value;
  const next = rest.length === 0 ? '' : `/${rest.join('/')}`;
  if (Array.isArray(document))
    return (document as JsonValue[]).map((element, index) =>
      String(index) === name ? replaced(element, next, value) : element,
    );
  expect(typeof document === 'object' && document !== null, pointer).to.equal(true);
  const object = document as Record<string, JsonValue>;
  expect(object, pointer).to.have.property(name);
  return { ...object, [name]: replaced(object[name]!, next, value) };
}

describe('vectors of the gateway’s formats', () => {
  it('sealed part: opens with each published key to the claims', async () => {
    const { claims, commitment, context, keys, place, sealed } = sealedPartVectors();
    expect(toBase64url(commitmentContext(place))).to.equal(context);
    const bytes = Buffer.from(context, 'base64url');
    expect(commit(bytes, claims).commitment).to.deep.equal(commitment);
    for (const jwk of Object.values(keys))
      expect(await open(sealed, [openingKey(jwk)], { commitment, context: bytes })).to.deep.equal(claims);
  });

  it('delivery: opens with the published key to its content', async () => {
    const { content, delivery, digest, key } = deliveryVectors();
    expect(await openDelivery(delivery, openingKey(key))).to.deep.equal(content);
    expect(deliveryDigest(delivery)).to.equal(digest);
  });

  it('log: leaves and roots follow from the entries', () => {
    const { entries, first, leaves, proofs, roots } = logVectors();
    expect(Buffer.from(entryBytes(entries[0]!)).toString('utf8')).to.equal(first);
    const byHand = createHash('sha256').update(Buffer.of(0)).update(first).digest('base64url');
    expect(leaves[0]).to.equal(byHand);
    const frontier = new Frontier();
    expect(toBase64url(frontier.root())).to.equal(roots[0]);
    for (const [index, entry] of entries.entries()) {
      const leaf = leafHash(entryBytes(entry));
      expect(toBase64url(leaf)).to.equal(leaves[index]);
      frontier.append(leaf);
      expect(toBase64url(frontier.root()), `root of ${index + 1}`).to.equal(roots[index + 1]);
    }
    for (const { index, path, size } of proofs)
      expect(
        verifyInclusion({
          index,
          leaf: Buffer.from(leaves[index]!, 'base64url'),
          proof: path.map((hash) => Buffer.from(hash, 'base64url')),
          root: Buffer.from(roots[size]!, 'base64url'),
          size,
        }),
      ).to.equal(true);
  });

  it('checkpoint: opens to its fields; each faulty note is refused', () => {
    const { checkpoint, note, refused, verifierKey } = checkpointVectors();
    const verifier = parseVerifierKey(verifierKey);
    expect(openCheckpoint(note, verifier)).to.deep.equal(checkpoint);
    for (const { note: faulty, why } of refused)
      refusal('NOT_VERIFIED', () => openCheckpoint(faulty, verifier), why);
  });

  it('evidence: verifies to its report; each change is refused at the step named', async () => {
    const { disclosure, refused: faulty, report, trust } = evidenceVectors();
    const trusted = parseTrust(trust);
    expect(await verifyEvidence(disclosure, trusted)).to.deep.equal(report);
    for (const { path, step, value, why } of faulty) {
      const error = await refused(
        'NOT_VERIFIED',
        verifyEvidence(replaced(disclosure, path, value), trusted),
        why,
      );
      expect(error).to.be.instanceOf(OnceError);
      expect(error.detail.split(':')[0], `${why}: ${error.detail}`).to.equal(step);
    }
  });
});
