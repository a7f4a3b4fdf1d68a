import { fail, type PublicJwk } from '@onceledger/chaincode/domain';
import type { SecretJwk } from './key-file.js';
import { createPublicKey, type KeyObject } from 'node:crypto';

/** The public half of a P-256 key, members in canonical order. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined)
    throw fail('INTERNAL', 'not a P-256 key');
  return { crv, kty, x, y };
}

/** A private key as JSON, for a key file only. */
export function secretJwkOf(key: KeyObject): SecretJwk {
  const { crv, d, kty, x, y } = key.export({ format: 'jwk' });
  if ((kty !== 'EC' && kty !== 'OKP') || crv === undefined || d === undefined || x === undefined)
    throw fail('INTERNAL', 'not a private key of P-256 or Ed25519');
  return { crv, d, kty, x, ...(y === undefined ? {} : { y }) };
}
