import { fail } from '@onceledger/chaincode/domain';
import type { SecretJwk } from './key-file.js';
import type { KeyObject } from 'node:crypto';

/** A private key as JSON, for a key file only. */
export function secretJwkOf(key: KeyObject): SecretJwk {
  const { crv, d, kty, x, y } = key.export({ format: 'jwk' });
  if ((kty !== 'EC' && kty !== 'OKP') || crv === undefined || d === undefined || x === undefined)
    throw fail('INTERNAL', 'not a private key of P-256 or Ed25519');
  return { crv, d, kty, x, ...(y === undefined ? {} : { y }) };
}
