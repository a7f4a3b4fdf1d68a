import { fail, type JsonObject, type PublicJwk } from '@onceledger/chaincode/domain';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The public half of a P-256 key, members in canonical order. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined)
    throw fail('INTERNAL', 'not a P-256 key');
  return { crv, kty, x, y };
}

/** A private key as JSON, for a key file only. */
export function secretJwkOf(key: KeyObject): JsonObject {
  const jwk: JsonWebKey = key.export({ format: 'jwk' });
  const result: Record<string, string> = {};
  for (const name of ['crv', 'd', 'k', 'kty', 'x', 'y'] as const) {
    const member = jwk[name];
    if (member !== undefined) result[name] = member;
  }
  return result;
}
