import { X509Certificate } from 'node:crypto';
import { fail, type ErrorCode } from '@onceledger/chaincode/domain';

/** `code`, by default CONFIGURATION_INVALID, where the text is no certificate. */
export function readCertificate(pem: string, code: ErrorCode = 'CONFIGURATION_INVALID'): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw fail(code, { detail: 'not a certificate', cause });
  }
}

/** Names, key identifiers and signature. */
export function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** The certificates of a PEM text, one after the other. */
export function certificatesIn(text: string): string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return (found ?? []).map((one) => `${one}\n`);
}

/** Whatever the PEM around them looks like. */
export function isSameCertificate(one: string, other: string): boolean {
  return readCertificate(one).fingerprint256 === readCertificate(other).fingerprint256;
}

/** Upper-case hexadecimal, as node:crypto prints it. */
export function serialOf(pem: string): string {
  return readCertificate(pem).serialNumber;
}
