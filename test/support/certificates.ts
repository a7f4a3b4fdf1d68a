import { X509Certificate, createPrivateKey, webcrypto, type KeyObject } from 'node:crypto';
import {
  createCertificateAuthority,
  issueIdentity,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { organizationId } from './channel.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export function signingKeyOf(authority: CertificateAuthority): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(authority.privateKey).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

/** A root, an intermediate CA that it issued, and a peer of that one. */
export async function chain(): Promise<{
  root: CertificateAuthority;
  intermediate: CertificateAuthority;
  leaf: Identity;
}> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const root = await createCertificateAuthority(organizationId('tax'));
  const own = await createCertificateAuthority(organizationId('below'));
  const signingKey = await signingKeyOf(root);
  const issuer = new x509.X509Certificate(root.certificate);
  const subject = new x509.X509Certificate(own.certificate);
  const publicKey = await webcrypto.subtle.importKey('spki', subject.publicKey.rawData, ALGORITHM, true, [
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '4242',
    subject: subject.subjectName,
    issuer: issuer.subjectName,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 1e10),
    signingAlgorithm: ALGORITHM,
    publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer, false),
    ],
  });
  const intermediate = { ...own, certificate: certificate.toString('pem') };
  return { root, intermediate, leaf: await issueIdentity(intermediate, 'peer', 'peer0') };
}

/** A peer's certificate for a key of Ed25519. */
export async function edwardsIdentity(
  authority: CertificateAuthority,
  key: KeyObject,
): Promise<{ certificate: string }> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '4343',
    subject: 'CN=peer1, OU=peer, O=tax',
    issuer: issuer.subjectName,
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 1e10),
    signingAlgorithm: ALGORITHM,
    publicKey: await webcrypto.subtle.importKey(
      'spki',
      key.export({ type: 'spki', format: 'der' }),
      'Ed25519',
      true,
      ['verify'],
    ),
    signingKey: await signingKeyOf(authority),
  });
  return { certificate: certificate.toString('pem') };
}

/** A CA's list, with one identity on it. PEM. */
export async function revocationList(
  authority: CertificateAuthority,
  revoked: Identity,
): Promise<Uint8Array> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const signingKey = await signingKeyOf(authority);
  const list = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(authority.certificate).subjectName,
    thisUpdate: new Date(),
    nextUpdate: new Date(Date.now() + 1e9),
    entries: [
      { serialNumber: new X509Certificate(revoked.certificate).serialNumber, revocationDate: new Date() },
    ],
    signingAlgorithm: ALGORITHM,
    signingKey,
  });
  const lines = Buffer.from(list.rawData).toString('base64');
  return Buffer.from(`-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`);
}
