import { createPublicKey, generateKeyPairSync, hash, sign, type KeyObject } from 'node:crypto';
import {
  actSigningInput,
  assembleAct,
  parsePublicJwk,
  utf8,
  type ActPayload,
  type CompactJws,
  type KeyId,
  type PublicJwk,
} from '../domain/index.js';

export interface SigningKey {
  readonly jwk: PublicJwk;
  readonly privateKey: KeyObject;
}

/** A fresh P-256 key pair. */
export function generateSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { jwk: publicJwk(publicKey), privateKey };
}

/** The public half of a P-256 key, public or private, in the form that records hold. @throws INPUT_INVALID */
export function publicJwk(key: KeyObject): PublicJwk {
  const { crv, kty, x, y } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return parsePublicJwk({ crv, kty, x, y }, '');
}

/** Signs an act with ES256 (RFC 7518 section 3.4): R ‖ S, 64 bytes. */
export function signAct(payload: ActPayload, kid: KeyId, privateKey: KeyObject): CompactJws {
  const input = actSigningInput(payload, kid);
  return assembleAct(input, sign('sha256', utf8(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
}

/**
 * SHA-256 (FIPS 180-4), 32 bytes: twice as fast as the domain's own on short input. A plain array, no Buffer, whose `slice`
 * would be a view where the domain means a copy.
 */
export function sha256Node(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = hash('sha256', bytes, 'buffer');
  return new Uint8Array(buffer, byteOffset, length);
}
