import { webcrypto } from 'node:crypto';
import type { OrganizationId } from '@onceledger/chaincode/domain';
import type { X509Certificate } from '@peculiar/x509';
import type { Identity, MspDefinition } from './types.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR = 365 * 24 * 3600 * 1000;
/** A certificate is valid from five minutes before it was made, for clocks that differ. */
const BEFORE = 5 * 60 * 1000;

/** A development certificate authority: one root for identities and one for TLS, as cryptogen makes them. Keys are PKCS #8 PEM. */
export interface CertificateAuthority {
  readonly organization: OrganizationId;
  readonly certificate: string;
  readonly privateKey: string;
  readonly tlsCertificate: string;
  readonly tlsPrivateKey: string;
}

export interface TlsCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** Makes both roots of an organization. Production networks bring their own (Fabric CA). */
export async function createCertificateAuthority(
  organization: OrganizationId,
  now = new Date(),
): Promise<CertificateAuthority> {
  const identities = await root(`ca.${organization}`, organization, now);
  const tls = await root(`tlsca.${organization}`, organization, now);
  return {
    organization,
    certificate: identities.certificate,
    privateKey: identities.privateKey,
    tlsCertificate: tls.certificate,
    tlsPrivateKey: tls.privateKey,
  };
}

/** Issues an identity; its organizational unit is what Fabric's MSP reads its role from (NodeOUs). */
export async function issueIdentity(
  authority: CertificateAuthority,
  role: Identity['role'],
  name: string,
  now = new Date(),
): Promise<Identity> {
  const x509 = await library();
  const issued = await issue(
    { certificate: authority.certificate, privateKey: authority.privateKey },
    {
      subject: [{ CN: [name] }, { OU: [role] }, { O: [authority.organization] }],
      now,
      extensions: () => [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
    },
  );
  return { organization: authority.organization, mspId: authority.organization, role, ...issued };
}

/** Issues a certificate for a TLS server that is a TLS client, too; `hosts` are DNS names and IP addresses. */
export async function issueTlsCertificate(
  authority: CertificateAuthority,
  name: string,
  hosts: readonly string[],
  now = new Date(),
): Promise<TlsCertificate> {
  const x509 = await library();
  const ca = { certificate: authority.tlsCertificate, privateKey: authority.tlsPrivateKey };
  return issue(ca, {
    subject: [{ CN: [name] }, { O: [authority.organization] }],
    now,
    extensions: () => [
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host })),
      ),
    ],
  });
}

/** What of an organization goes into a channel configuration. */
export function mspDefinition(authority: CertificateAuthority): MspDefinition {
  return {
    mspId: authority.organization,
    rootCertificates: [authority.certificate],
    tlsRootCertificates: [authority.tlsCertificate],
  };
}

type Library = typeof import('@peculiar/x509');

/** Loaded only where a certificate is made; it needs the polyfill first. */
async function library(): Promise<Library> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

async function root(name: string, organization: string, now: Date): Promise<TlsCertificate> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }, { O: [organization] }],
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
  return { certificate: pem(certificate), privateKey: await privatePem(keys.privateKey) };
}

interface Issue {
  readonly subject: ConstructorParameters<Library['Name']>[0];
  readonly now: Date;
  readonly extensions: () => InstanceType<Library['Extension']>[];
}

async function issue(ca: TlsCertificate, request: Issue): Promise<TlsCertificate> {
  const x509 = await library();
  const signingKey = await importPrivate(ca.privateKey);
  const authority = new x509.X509Certificate(ca.certificate);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: new x509.Name(request.subject),
    issuer: authority.subjectName,
    notBefore: new Date(request.now.getTime() - BEFORE),
    notAfter: new Date(request.now.getTime() + 10 * YEAR),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...request.extensions(),
      await x509.AuthorityKeyIdentifierExtension.create(authority, false),
    ],
  });
  return { certificate: pem(certificate), privateKey: await privatePem(keys.privateKey) };
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}

async function importPrivate(text: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(text.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}
