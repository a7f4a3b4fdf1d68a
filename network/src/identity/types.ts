import type { OrganizationId } from '@onceledger/chaincode/domain';

/** An X.509 identity as Fabric's MSPs know it. Keys are PKCS #8 PEM, P-256; files 0600. */
export interface Identity {
  readonly organization: OrganizationId;
  /** Equal to `organization`. */
  readonly mspId: string;
  /** NodeOU of the certificate. */
  readonly role: 'client' | 'peer' | 'admin' | 'orderer';
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

/** One organization's MSP: what goes into a channel configuration. */
export interface MspDefinition {
  readonly mspId: string;
  readonly rootCertificates: readonly string[];
  /** Authorities below a root, where identities come from one of those. */
  readonly intermediateCertificates?: readonly string[];
  readonly tlsRootCertificates: readonly string[];
}
