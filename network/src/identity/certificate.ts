import { webcrypto } from 'node:crypto';
import {
  ALGORITHM,
  authorityKey,
  importPrivate,
  library,
  newKeyPair,
  toPem,
  type Extension,
  type KeyPair,
  type Library,
} from './x509.js';

const YEAR = 365 * 24 * 3600 * 1000;
/** A certificate is valid from five minutes before it was made, for clocks that differ. */
const BEFORE = 5 * 60 * 1000;

/** PEM of a certificate and of its key, PKCS #8. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly privateKey: string;
}

type Subject = ConstructorParameters<Library['Name']>[0];

export interface Issue {
  readonly subject: Subject;
  readonly now: Date;
  readonly extensions: readonly Extension[];
  /** A new one where absent. */
  readonly keys?: KeyPair;
}

/** A self-signed authority, for twenty years. */
export async function issueRoot(subject: Subject, now: Date): Promise<CertifiedKey> {
  const x509 = await library();
  const keys = await newKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: new x509.Name(subject),
    notBefore: new Date(now.getTime() - BEFORE),
    notAfter: new Date(now.getTime() + 20 * YEAR),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: toPem('CERTIFICATE', certificate.rawData), privateKey: keys.pem };
}

/** A certificate for ten years, and no longer than its authority's. */
export async function issue(ca: CertifiedKey, request: Issue): Promise<CertifiedKey> {
  const x509 = await library();
  const authority = new x509.X509Certificate(ca.certificate);
  const keys = request.keys ?? (await newKeyPair());
  const { now } = request;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: new x509.Name(request.subject),
    issuer: authority.subjectName,
    notBefore: new Date(now.getTime() - BEFORE),
    notAfter: new Date(Math.min(now.getTime() + 10 * YEAR, authority.notAfter.getTime())),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await importPrivate(ca.privateKey),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...request.extensions,
      await authorityKey(authority),
    ],
  });
  return { certificate: toPem('CERTIFICATE', certificate.rawData), privateKey: keys.pem };
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}
