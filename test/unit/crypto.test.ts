import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  LruCache,
  NodeSignatureVerifier,
  generateSigningKey,
  publicJwk,
  sha256Node,
  signAct,
  systemClock,
} from '@onceledger/chaincode/crypto';
import {
  digestOf,
  fromBase64url,
  keyId,
  parseAct,
  parseActor,
  parseIdempotencyKey,
  parseLedgerId,
  parsePublicJwk,
  parseTimestamp,
  utf8,
  verifyAct,
  type ActPayload,
  type PublicJwk,
} from '@onceledger/chaincode/domain';
import { refusal } from '../support/refusal.js';

// RFC 7515, appendix A.3: an ES256 signature made elsewhere.
const RFC_KEY: PublicJwk = {
  crv: 'P-256',
  kty: 'EC',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const RFC_INPUT = utf8(
  'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
);
const RFC_SIGNATURE = fromBase64url(
  'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
);

describe('NodeSignatureVerifier', () => {
  const verifier = new NodeSignatureVerifier();

  it('verifies the example of RFC 7515', () => {
    expect(verifier.verify(RFC_KEY, RFC_INPUT, RFC_SIGNATURE)).to.equal(true);
    expect(verifier.verify(RFC_KEY, RFC_INPUT, RFC_SIGNATURE)).to.equal(true);
  });

  it('does not verify with any bit changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: 511 }), (bit) => {
        const changed = Uint8Array.from(RFC_SIGNATURE);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(verifier.verify(RFC_KEY, RFC_INPUT, changed)).to.equal(false);
      }),
    );
    expect(verifier.verify(RFC_KEY, RFC_INPUT.subarray(1), RFC_SIGNATURE)).to.equal(false);
    expect(verifier.verify(generateSigningKey().jwk, RFC_INPUT, RFC_SIGNATURE)).to.equal(false);
  });

  it('answers false, and never throws, for what is no signature or no key', () => {
    for (const size of [0, 1, 63, 65, 72]) {
      expect(verifier.verify(RFC_KEY, RFC_INPUT, new Uint8Array(size))).to.equal(false);
    }
    expect(verifier.verify(RFC_KEY, RFC_INPUT, new Uint8Array(64))).to.equal(false);
    expect(verifier.verify(RFC_KEY, RFC_INPUT, new Uint8Array(64).fill(255))).to.equal(false);
    expect(verifier.verify({ ...RFC_KEY, y: RFC_KEY.x }, RFC_INPUT, RFC_SIGNATURE)).to.equal(false);
    expect(verifier.verify({ ...RFC_KEY, x: '' }, RFC_INPUT, RFC_SIGNATURE)).to.equal(false);
  });

  it('does not take a DER signature', () => {
    const { jwk, privateKey } = generateSigningKey();
    expect(privateKey.asymmetricKeyType).to.equal('ec');
    expect(verifier.verify(jwk, RFC_INPUT, new Uint8Array(70).fill(48))).to.equal(false);
  });

  it('stays right when keys come and go from its cache', () => {
    const small = new NodeSignatureVerifier({ maxKeys: 2 });
    const others = Array.from({ length: 5 }, () => generateSigningKey().jwk);
    for (const jwk of [...others, ...others]) {
      expect(small.verify(jwk, RFC_INPUT, RFC_SIGNATURE)).to.equal(false);
      expect(small.verify(RFC_KEY, RFC_INPUT, RFC_SIGNATURE)).to.equal(true);
    }
  });
});

describe('signAct', () => {
  const { jwk, privateKey } = generateSigningKey();
  const body = { declarant: '91350100M000100Y43' };
  const payload: ActPayload = {
    act: 'declarant.stop-recovery',
    actor: parseActor('declarant:91350100M000100Y43'),
    body: digestOf(body),
    idempotencyKey: parseIdempotencyKey('0123456789abcdef'),
    issuedAt: parseTimestamp('2026-03-01T12:00:00.000Z'),
    ledger: parseLedgerId(`once:${'A'.repeat(43)}`),
    notAfter: parseTimestamp('2026-03-01T13:00:00.000Z'),
    target: '91350100M000100Y43',
  };

  it('makes a JWS that node:crypto verifies by itself', () => {
    const jws = signAct(payload, keyId(jwk), privateKey);
    const [header, text, signature] = jws.split('.');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const input = Buffer.from(`${header!}.${text!}`);
    const bytes = Buffer.from(signature!, 'base64url');
    expect(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes)).to.equal(true);
    expect(JSON.parse(Buffer.from(header!, 'base64url').toString())).to.deep.equal({
      alg: 'ES256',
      kid: keyId(jwk),
      typ: 'once-act+jws',
    });
  });

  it('makes an act that the domain verifies', () => {
    const jws = signAct(payload, keyId(jwk), privateKey);
    const verifier = new NodeSignatureVerifier();
    expect(verifyAct({ jws, body }, jwk, verifier).payload).to.deep.equal(payload);
    expect(parseAct(jws).header.kid).to.equal(keyId(jwk));
    refusal('ACT_BODY', () => verifyAct({ jws, body: { declarant: 'another' } }, jwk, verifier));
    refusal('ACT_SIGNATURE', () =>
      verifyAct({ jws: signAct(payload, keyId(jwk), generateSigningKey().privateKey), body }, jwk, verifier),
    );
  });

  it('makes keys whose public half is a point of the curve', () => {
    expect(parsePublicJwk(jwk)).to.deep.equal(jwk);
    expect(publicJwk(privateKey)).to.deep.equal(jwk);
    expect(Object.keys(jwk)).to.deep.equal(['crv', 'kty', 'x', 'y']);
  });
});

describe('sha256Node', () => {
  it('answers a plain array, whose slice is a copy', () => {
    const digest = sha256Node(utf8('abc'));
    digest.slice().fill(0);
    expect(digest[0]).to.equal(0xba);
  });
  it('is SHA-256', () => {
    // FIPS 180-4, example "abc".
    expect(Buffer.from(sha256Node(utf8('abc'))).toString('hex')).to.equal(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(sha256Node(bytes)).equals(createHash('sha256').update(bytes).digest())).to.equal(
          true,
        );
      }),
    );
  });
});

describe('systemClock', () => {
  it('tells the machine time to the millisecond', () => {
    const [before, now, after] = [Date.now(), Date.parse(systemClock.now()), Date.now()];
    expect(now).to.be.within(before, after);
  });
});

describe('LruCache', () => {
  it('forgets what was asked for longest ago', () => {
    const cache = new LruCache<string, string>(2);
    const made: string[] = [];
    const get = (key: string) => cache.get(key, () => (made.push(key), key.toUpperCase()));
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).to.deep.equal(['A', 'B', 'A', 'C', 'A', 'B']);
    expect(made).to.deep.equal(['a', 'b', 'c', 'b']);
    expect(cache.size).to.equal(2);
  });

  it('keeps undefined, too, and nothing that failed', () => {
    const cache = new LruCache<string, undefined>(2);
    let made = 0;
    for (let n = 0; n < 3; n += 1) cache.get('a', () => void (made += 1));
    expect(made).to.equal(1);
    expect(() => {
      cache.get('b', () => {
        throw new Error('no');
      });
    }).to.throw('no');
    expect(cache.size).to.equal(1);
  });
});
