import type { X509Certificate } from 'node:crypto';
import { fail } from '@onceledger/chaincode/domain';
import { ATTRIBUTES, type CertificateAuthority } from './authority.js';
import { issue } from './certificate.js';
import { isIssuedBy, readCertificate } from './read-certificate.js';
import type { Identity } from './types.js';
import { keyPairOf, library } from './x509.js';

export interface RenewalOptions {
  /** Certifies the present key again, where others know it. */
  readonly sameKey?: boolean;
}

/**
 * The same subject, role and attributes with a new key and a new term. The present certificate stays good until it expires
 * or is revoked. CONFIGURATION_INVALID where another authority issued it.
 */
export async function renewIdentity(
  authority: CertificateAuthority,
  current: Identity,
  now = new Date(),
  { sameKey = false }: RenewalOptions = {},
): Promise<Identity> {
  assertIssuedBy(authority, current.certificate);
  const x509 = await library();
  const { subjectName, extensions } = new x509.X509Certificate(current.certificate);
  const issued = await issue(authority, {
    subject: subjectName.toJSON(),
    now,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...extensions.filter(({ type }) => type === ATTRIBUTES),
    ],
    ...(sameKey && { keys: await keyPairOf(current.privateKey) }),
  });
  return { ...current, ...issued };
}

/** CONFIGURATION_INVALID unless it is a certificate that the authority issued for an identity. @returns the certificate */
export function assertIssuedBy(authority: CertificateAuthority, pem: string): X509Certificate {
  const certificate = readCertificate(pem);
  if (certificate.ca || !isIssuedBy(certificate, readCertificate(authority.certificate)))
    throw fail(
      'CONFIGURATION_INVALID',
      `${authority.organization}'s own authority issued no such certificate`,
    );
  return certificate;
}
