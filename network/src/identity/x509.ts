import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';

/** ECDSA on P-256 with SHA-256, as every key here. */
export const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export type Library = typeof import('@peculiar/x509');
export type Extension = InstanceType<Library['Extension']>;

/** Loaded only where something is made; it needs the polyfill first. */
export async function library(): Promise<Library> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

export interface KeyPair {
  readonly publicKey: webcrypto.CryptoKey;
  readonly privateKey: webcrypto.CryptoKey;
  /** PKCS #8 PEM of the private key. */
  readonly pem: string;
}

export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  return {
    publicKey,
    privateKey,
    pem: toPem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', privateKey)),
  };
}

/** Of a private key's PEM, in any form that node:crypto reads. */
export async function keyPairOf(pem: string): Promise<KeyPair> {
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  return {
    publicKey: await webcrypto.subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
    privateKey: await importPrivate(pem),
    pem,
  };
}

export function importPrivate(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

/** RFC 7468. */
export function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Which key of the authority signed. Copied from its certificate: ways to compute it differ, and Fabric compares bytes.
 */
export async function authorityKey(
  certificate: InstanceType<Library['X509Certificate']>,
): Promise<Extension> {
  const x509 = await library();
  const own = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  return own === null
    ? x509.AuthorityKeyIdentifierExtension.create(certificate, false)
    : new x509.AuthorityKeyIdentifierExtension(own.keyId, false);
}
