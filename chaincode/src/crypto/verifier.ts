import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { keyId, type KeyId, type PublicJwk, type SignatureVerifier } from '../domain/index.js';
import { LruCache } from './lru-cache.js';

const DEFAULT_KEYS = 10_000;

/**
 * ES256 on node:crypto. Importing a JWK costs as much as verifying with it, so imported keys are kept by thumbprint, the
 * least recently used going first.
 */
export class NodeSignatureVerifier implements SignatureVerifier {
  readonly #keys: LruCache<KeyId, KeyObject | undefined>;
  /** Spares the thumbprint for key objects that are seen again and again. */
  readonly #thumbprints = new WeakMap<PublicJwk, KeyId>();

  constructor({ maxKeys = DEFAULT_KEYS }: { readonly maxKeys?: number } = {}) {
    this.#keys = new LruCache(maxKeys);
  }

  verify(key: PublicJwk, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== 64) return false;
    const imported = this.#import(key);
    return imported !== undefined && verifies(imported, message, signature);
  }

  #import(jwk: PublicJwk): KeyObject | undefined {
    return this.#keys.get(this.#thumbprint(jwk), () => importKey(jwk));
  }

  #thumbprint(jwk: PublicJwk): KeyId {
    const known = this.#thumbprints.get(jwk);
    if (known !== undefined) return known;
    const kid = keyId(jwk);
    // A caller's object could change under the same identity; a frozen one cannot.
    if (Object.isFrozen(jwk)) this.#thumbprints.set(jwk, kid);
    return kid;
  }
}

/** Undefined where the coordinates are no point of the curve. */
function importKey({ crv, kty, x, y }: PublicJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: { crv, kty, x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function verifies(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
