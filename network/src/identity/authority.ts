import type { OrganizationId } from '@onceledger/chaincode/domain';
import { issue, issueRoot, type CertifiedKey } from './certificate.js';
import type { Identity, MspDefinition } from './types.js';
import { library, type Extension } from './x509.js';

/** A certificate authority: one root for identities and one for TLS, as cryptogen makes them. Keys are PKCS #8 PEM. */
export interface CertificateAuthority {
  readonly organization: OrganizationId;
  readonly certificate: string;
  readonly privateKey: string;
  readonly tlsCertificate: string;
  readonly tlsPrivateKey: string;
}

export type TlsCertificate = CertifiedKey;

/** Makes both roots of an organization. Production networks may bring their own (Fabric CA). */
export async function createCertificateAuthority(
  organization: OrganizationId,
  now = new Date(),
): Promise<CertificateAuthority> {
  const root = (name: string): Promise<CertifiedKey> =>
    issueRoot([{ CN: [`${name}.${organization}`] }, { O: [organization] }], now);
  const identities = await root('ca');
  const tls = await root('tlsca');
  return {
    organization,
    certificate: identities.certificate,
    privateKey: identities.privateKey,
    tlsCertificate: tls.certificate,
    tlsPrivateKey: tls.privateKey,
  };
}

/**
 * Issues an identity; its organizational unit is what Fabric's MSP reads its role from (NodeOUs). Attributes are what
 * chaincode may ask of its client, written as Fabric CA writes them.
 */
export async function issueIdentity(
  authority: CertificateAuthority,
  role: Identity['role'],
  name: string,
  now = new Date(),
  attributes: Readonly<Record<string, string>> = {},
): Promise<Identity> {
  const x509 = await library();
  const { organization } = authority;
  const issued = await issue(authority, {
    subject: [{ CN: [name] }, { OU: [role] }, { O: [organization] }],
    now,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...(await attributesExtension(attributes)),
    ],
  });
  return { organization, mspId: organization, role, ...issued };
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
    extensions: [
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

/** Where Fabric's `cid` libraries look for attributes: JSON, not wrapped in an ASN.1 string. */
export const ATTRIBUTES = '1.2.3.4.5.6.7.8.1';

async function attributesExtension(attrs: Readonly<Record<string, string>>): Promise<Extension[]> {
  if (Object.keys(attrs).length === 0) return [];
  const x509 = await library();
  return [new x509.Extension(ATTRIBUTES, false, Buffer.from(JSON.stringify({ attrs })))];
}
