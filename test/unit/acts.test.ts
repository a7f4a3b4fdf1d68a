import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify as nodeVerify,
} from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import {
  actSigningInput,
  type ActPayload,
  assembleAct,
  canonicalBytes,
  canonicalize,
  type CompactJws,
  digest,
  digestOf,
  type JsonObject,
  keyId,
  parseAct,
  parsePublicJwk,
  parseSignedAct,
  type PublicJwk,
  type SignatureVerifier,
  type SignedAct,
  verifyAct,
} from '@onceledger/chaincode/domain';
import { answer, refusal } from '../support/refusal.js';
import { actVectors } from '../support/vectors.js';

const VECTORS = actVectors();
/** RFC 7515 appendix A.3: a published key, good for nothing but tests. */
const PRIVATE = createPrivateKey({
  key: { ...VECTORS.key, d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI' },
  format: 'jwk',
});

/** The port on bare node:crypto, so that nothing here rests on the product's own adapter. */
const verifier: SignatureVerifier = {
  verify: (key, message, signature) =>
    nodeVerify(
      'sha256',
      message,
      { key: createPublicKey({ key: { ...key }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      signature,
    ),
  verifyLater: (key, message, signature) => Promise.resolve(verifier.verify(key, message, signature)),
};
const signed = (payload: ActPayload, body: JsonObject): SignedAct => {
  const input = actSigningInput(payload, VECTORS.keyId);
  const signature = sign('sha256', Buffer.from(input), { key: PRIVATE, dsaEncoding: 'ieee-p1363' });
  return { body, jws: assembleAct(input, signature) };
};

const without = (member: string): ActPayload =>
  Object.fromEntries(
    Object.entries(VECTORS.payload).filter(([name]) => name !== member),
  ) as unknown as ActPayload;

describe('acts', () => {
  it('verifies the published act', () => {
    const act = verifyAct(VECTORS.signed, VECTORS.key, verifier);
    expect(act.payload).to.deep.equal(VECTORS.payload);
    expect(act.header).to.deep.equal({ alg: 'ES256', kid: VECTORS.keyId, typ: 'once-act+jws' });
    expect(act.jws).to.equal(VECTORS.signed.jws);
  });

  it('is a JWS that jose verifies, over the published payload', async () => {
    const { payload, protectedHeader } = await compactVerify(
      VECTORS.signed.jws,
      await importJWK({ ...VECTORS.key }, 'ES256'),
    );
    expect(Buffer.from(payload).toString()).to.equal(VECTORS.canonicalPayload);
    expect(protectedHeader).to.deep.equal({ alg: 'ES256', kid: VECTORS.keyId, typ: 'once-act+jws' });
  });

  for (const { note, code, signed: wrong } of VECTORS.refused) {
    it(`refuses with ${code}: ${note}`, () => {
      refusal(code, () => verifyAct(wrong, VECTORS.key, verifier));
    });
  }

  it('reports every fault of a payload with its path', () => {
    const rest = without('act');
    const input = actSigningInput(
      { ...rest, target: '', mandate: 'm', more: 1 } as unknown as ActPayload,
      VECTORS.keyId,
    );
    const error = refusal('ACT_MALFORMED', () => parseAct(assembleAct(input, new Uint8Array(64))));
    expect(error.faults.map(({ path }) => path).sort()).to.deep.equal([
      '/act',
      '/mandate',
      '/more',
      '/target',
    ]);
  });

  it('signs exactly the canonical header and payload, whatever order the payload was built in', () => {
    const reversed = Object.fromEntries(Object.entries(VECTORS.payload).reverse()) as unknown as ActPayload;
    const [header, payload] = actSigningInput(reversed, VECTORS.keyId).split('.');
    expect(Buffer.from(header!, 'base64url').toString()).to.equal(
      `{"alg":"ES256","kid":"${VECTORS.keyId}","typ":"once-act+jws"}`,
    );
    expect(Buffer.from(payload!, 'base64url').toString()).to.equal(VECTORS.canonicalPayload);
    expect(Buffer.from(payload!, 'base64url')).to.deep.equal(
      Buffer.from(canonicalBytes({ ...VECTORS.payload })),
    );
  });

  it('verifies again what it assembled, with and without optional members', () => {
    const first = without('previous');
    for (const payload of [first, VECTORS.payload, { ...first, mandate: `m-${'0'.repeat(32)}` as never }]) {
      expect(verifyAct(signed(payload, VECTORS.signed.body), VECTORS.key, verifier).payload).to.deep.equal(
        payload,
      );
    }
  });

  it('binds the body by meaning: members in another order are the same body, any value is not', () => {
    const body = { b: 'x', a: [1, { d: null, c: '中' }] };
    const act = signed({ ...VECTORS.payload, body: digestOf(body) }, body);
    expect(
      verifyAct({ ...act, body: { a: [1, { c: '中', d: null }], b: 'x' } }, VECTORS.key, verifier).jws,
    ).to.equal(act.jws);
    for (const other of [{}, { ...body, b: 'y' }, { ...body, e: 1 }, { a: body.a }]) {
      refusal('ACT_BODY', () => verifyAct({ ...act, body: other }, VECTORS.key, verifier));
    }
  });

  it('refuses another key, even one that claims the same identifier', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    refusal('ACT_SIGNATURE', () =>
      verifyAct(VECTORS.signed, parsePublicJwk({ crv: 'P-256', kty: 'EC', x, y }), verifier),
    );
  });

  it('refuses with any one character of the JWS changed', () => {
    const { jws, body } = VECTORS.signed;
    for (let at = 0; at < jws.length; at++) {
      const other = jws[at] === 'A' ? 'B' : 'A';
      const changed = (jws.slice(0, at) + other + jws.slice(at + 1)) as CompactJws;
      expect(
        answer(() => verifyAct({ body, jws: changed }, VECTORS.key, verifier)),
        `character ${at}`,
      ).to.equal(undefined);
    }
  }).timeout(60_000);

  it('takes no signature that is not 64 bytes', () => {
    for (const size of [0, 63, 65, 72]) {
      refusal('ACT_MALFORMED', () =>
        assembleAct(actSigningInput(VECTORS.payload, VECTORS.keyId), new Uint8Array(size)),
      );
    }
  });

  it('throws only its own errors, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string(),
          fc.array(fc.base64String(), { maxLength: 4 }).map((parts) => parts.join('.')),
        ),
        (value) => {
          expect(answer(() => parseAct(value))).to.equal(undefined);
          expect(answer(() => parseSignedAct(value))).to.equal(undefined);
          expect(answer(() => parsePublicJwk(value))).to.equal(undefined);
        },
      ),
      { numRuns: 1000 },
    );
    refusal('ACT_MALFORMED', () => parseAct(`${'A'.repeat(5000)}.A.${'A'.repeat(86)}`));
  });
});

describe('signed acts on the wire', () => {
  it('are an object of body and jws and nothing else', () => {
    expect(parseSignedAct(VECTORS.signed)).to.deep.equal(VECTORS.signed);
    const { body, jws } = VECTORS.signed;
    const wrong: readonly (readonly [unknown, readonly string[]])[] = [
      [null, ['/acts/0']],
      [[body, jws], ['/acts/0']],
      [jws, ['/acts/0']],
      [{ jws }, ['/acts/0/body']],
      [{ body: [], jws }, ['/acts/0/body']],
      [{ body }, ['/acts/0/jws']],
      [{ body, jws: 1 }, ['/acts/0/jws']],
      [{ body, jws: `${jws} ` }, ['/acts/0/jws']],
      [{ body, jws, note: '' }, ['/acts/0/note']],
    ];
    for (const [value, paths] of wrong) {
      const error = refusal('ACT_MALFORMED', () => parseSignedAct(value, '/acts/0'), JSON.stringify(value));
      expect(error.faults.map(({ path }) => path)).to.deep.equal(paths);
    }
  });
});

describe('public keys', () => {
  it('have the thumbprint of RFC 7638', () => {
    // Section 3.1 of the RFC: an RSA key; the rule is the same for every kind.
    const rsa = {
      e: 'AQAB',
      kty: 'RSA',
      n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
    };
    expect(digest(canonicalBytes(rsa))).to.equal('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  it('have the identifier that jose and node:crypto compute', async () => {
    expect(keyId(VECTORS.key)).to.equal(VECTORS.keyId);
    for (let round = 0; round < 5; round++) {
      const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
      const jwk = parsePublicJwk({ crv: 'P-256', kty: 'EC', x, y });
      expect(keyId(jwk)).to.equal(await calculateJwkThumbprint({ ...jwk }));
      expect(keyId(jwk)).to.equal(
        createHash('sha256')
          .update(canonicalize({ ...jwk }))
          .digest('base64url'),
      );
    }
  });

  it('are points of P-256 with exactly four members', () => {
    const good = VECTORS.key;
    expect(parsePublicJwk({ ...good })).to.deep.equal(good);
    const zero = 'A'.repeat(43);
    // The field's own prime: as a coordinate it would be a second way to write zero.
    const p = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex').toString(
      'base64url',
    );
    const wrong: readonly (readonly [unknown, readonly string[]])[] = [
      [undefined, ['/key']],
      [[], ['/key']],
      ['x', ['/key']],
      [{}, ['/key/crv', '/key/kty', '/key/x', '/key/y']],
      [{ ...good, crv: 'P-384' }, ['/key/crv']],
      [{ ...good, kty: 'OKP' }, ['/key/kty']],
      [{ ...good, d: 'secret' }, ['/key/d']],
      [{ ...good, kid: 'x', use: 'sig' }, ['/key/kid', '/key/use']],
      [{ ...good, x: `${good.x}=` }, ['/key/x']],
      [{ ...good, x: good.x.slice(1), y: 7 }, ['/key/x', '/key/y']],
      [{ ...good, x: good.y, y: good.x }, ['/key']],
      [{ ...good, x: zero, y: zero }, ['/key']],
      [{ ...good, x: p }, ['/key']],
      [{ ...good, y: p }, ['/key']],
    ];
    for (const [value, paths] of wrong) {
      const error = refusal('INPUT_INVALID', () => parsePublicJwk(value, '/key'), JSON.stringify(value));
      expect(error.faults.map(({ path }) => path).sort()).to.deep.equal(paths);
      expect(error.message).not.to.include('secret');
    }
  });

  it('are taken exactly where node:crypto takes them', () => {
    const coordinate = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    fc.assert(
      fc.property(
        fc.oneof(coordinate, fc.constant(VECTORS.key.x)),
        fc.oneof(coordinate, fc.constant(VECTORS.key.y)),
        (x, y) => {
          const jwk: PublicJwk = { crv: 'P-256', kty: 'EC', x, y };
          expect(answer(() => parsePublicJwk({ ...jwk })) !== undefined).to.equal(isKey(jwk));
        },
      ),
    );
  });
});

function isKey(jwk: PublicJwk): boolean {
  try {
    createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
