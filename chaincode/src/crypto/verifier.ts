import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { PublicJwk, SignatureVerifier } from '../domain/index.js';
import { LruCache } from './lru-cache.js';

const DEFAULT_KEYS = 10_000;

/**
 * ES256 on node:crypto. Importing a JWK costs as much as verifying with it, so imported keys are kept, by their
 * coordinates, the least recently used going first.
 */
export class NodeSignatureVerifier implements SignatureVerifier {
  readonly #keys: LruCache<string, KeyObject | undefined>;
  readonly #threads: boolean;

  /** `threads`: `verifyLater` leaves this thread free; where other processes wait for the processor it only costs more. */
  constructor({
    maxKeys = DEFAULT_KEYS,
    threads = true,
  }: { readonly maxKeys?: number; readonly threads?: boolean } = {}) {
    this.#keys = new LruCache(maxKeys);
    this.#threads = threads;
  }

  verify(key: PublicJwk, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== 64) return false;
    const imported = this.#import(key);
    return imported !== undefined && verifies(imported, message, signature);
  }

  async verifyLater(key: PublicJwk, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    if (!this.#threads) return this.verify(key, message, signature);
    if (signature.length !== 64) return false;
    const imported = this.#import(key);
    return imported !== undefined && (await verifiesLater(imported, message, signature));
  }

  #import(key: PublicJwk): KeyObject | undefined {
    return this.#keys.get(`${key.x}.${key.y}`, () => importKey(key));
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

function verifiesLater(key: KeyObject, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature, (error, verified) => {
      resolve(error === null && verified);
    });
  });
}

function verifies(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
