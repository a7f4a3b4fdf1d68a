import { LruCache } from '@onceledger/chaincode/crypto';
import type { KeyId, PublicJwk } from '@onceledger/chaincode/domain';
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose';
import type { KeyObject } from 'node:crypto';

type Management = 'ECDH-ES' | 'ECDH-ES+A256KW';

/** A public key that something is sealed to. */
export interface SealingKey {
  readonly jwk: PublicJwk;
  readonly kid: KeyId;
}
/** A private key that opens. */
export interface OpeningKey {
  readonly kid: KeyId;
  readonly privateKey: KeyObject;
}

/** A register is sealed to one key thousands of times. */
const imported = new LruCache<string, ReturnType<typeof importJWK>>(200);

/** Compact JWE, RFC 7516 section 3.1, to one P-256 key; the protected header names it by `kid`. */
export async function encryptTo(key: SealingKey, plaintext: Uint8Array, alg: Management): Promise<string> {
  const { x, y } = key.jwk;
  const recipient = await imported.get(`${alg} ${x} ${y}`, () => importJWK({ ...key.jwk }, alg));
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg, enc: 'A256GCM', kid: key.kid })
    .encrypt(recipient);
}

/** Undefined where key, algorithm, `kid` or any byte differs: which of them is nobody's business who tries. */
export async function decryptWith(
  key: OpeningKey,
  jwe: string,
  alg: Management,
): Promise<Uint8Array | undefined> {
  const options = { contentEncryptionAlgorithms: ['A256GCM'], keyManagementAlgorithms: [alg] };
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, key.privateKey, options);
    return protectedHeader.kid === key.kid ? plaintext : undefined;
  } catch {
    return undefined;
  }
}
