import { X509Certificate, createPrivateKey } from 'node:crypto';
import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { requestAs, requestWithSecret, type CaAnswer, type CaEndpoint, type Secret } from './ca-client.js';
import { organizationalUnits } from './msp-folder.js';
import { certificatesIn, isIssuedBy, readCertificate } from './read-certificate.js';
import type { Identity, MspDefinition } from './types.js';
import { ALGORITHM, library, newKeyPair, toPem, type KeyPair } from './x509.js';

export interface Enrolment extends CaEndpoint, Secret {
  readonly organization: OrganizationId;
  /** What the authority has registered the identifier as. */
  readonly role: Identity['role'];
  /** Attributes that the certificate must carry. */
  readonly attributes?: readonly string[];
}

/** An identity, and the authorities that it comes from. */
export interface Enrolled {
  readonly identity: Identity;
  readonly authorities: Pick<MspDefinition, 'rootCertificates' | 'intermediateCertificates'>;
}

/**
 * Enrols with a Fabric CA. The key is made here and stays here: the authority gets a certificate request.
 * AUTHORITY_UNREACHABLE, ENROLMENT_REFUSED, CERTIFICATE_INVALID.
 */
export async function enrolWithCa(enrolment: Enrolment, now = new Date()): Promise<Enrolled> {
  const { organization, role, enrolmentId, attributes } = enrolment;
  const keys = await newKeyPair();
  const request = await certificateRequest(keys, enrolmentId);
  const answer = await requestWithSecret(enrolment, enrolment, request, attributes);
  return verified(answer, { organization, mspId: organization, role, privateKey: keys.pem }, now);
}

/** Enrols again, as who is enrolled, with a new key. The same errors. */
export async function reenrol(endpoint: CaEndpoint, current: Identity, now = new Date()): Promise<Enrolled> {
  const keys = await newKeyPair();
  const answer = await requestAs(endpoint, current, await certificateRequest(keys, nameOf(current)));
  return verified(answer, { ...current, privateKey: keys.pem }, now);
}

/** PKCS #10, PEM. The authority fills in everything but the name. */
async function certificateRequest(keys: KeyPair, name: string): Promise<string> {
  const x509 = await library();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: ALGORITHM,
  });
  return toPem('CERTIFICATE REQUEST', request.rawData);
}

function nameOf({ certificate }: Identity): string {
  const { subject } = new X509Certificate(certificate);
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
}

/** What a wrong or careless authority answers must not become somebody's identity. */
function verified(answer: CaAnswer, wanted: Omit<Identity, 'certificate'>, now: Date): Enrolled {
  const read = (pem: string): X509Certificate => readCertificate(pem, 'CERTIFICATE_INVALID');
  const certificate = read(answer.certificate);
  const chain = certificatesIn(answer.chain).map(read);
  const issuer = chain.find((one) => isIssuedBy(certificate, one));
  const faults: readonly (readonly [boolean, string])[] = [
    [certificate.checkPrivateKey(createPrivateKey(wanted.privateKey)), 'is for another key'],
    [issuer !== undefined, 'comes from none of the authorities that the server names'],
    [organizationalUnits(certificate).includes(wanted.role), `has no organizational unit ${wanted.role}`],
    [now.getTime() <= Date.parse(certificate.validTo), 'has expired'],
    [chain.every((one) => isRoot(one) || chain.some((above) => isIssuedBy(one, above))), 'has no root'],
  ];
  const found = faults.filter(([right]) => !right).map(([, fault]) => fault);
  if (found.length > 0) throw fail('CERTIFICATE_INVALID', `the certificate ${found.join(', ')}`);
  const pems = (of: readonly X509Certificate[]): string[] => of.map(String);
  const intermediates = chain.filter((one) => !isRoot(one));
  return {
    identity: { ...wanted, certificate: certificate.toString() },
    authorities: {
      rootCertificates: pems(chain.filter(isRoot)),
      ...(intermediates.length > 0 && { intermediateCertificates: pems(intermediates) }),
    },
  };
}

function isRoot(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}
