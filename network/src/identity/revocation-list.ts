import type { CertificateAuthority } from './authority.js';
import { derInteger } from './ecdsa.js';
import { expiryOf } from './expiry.js';
import { ALGORITHM, authorityKey, importPrivate, library, toPem } from './x509.js';

export interface Revoked {
  /** Upper-case hexadecimal, as node:crypto prints it. */
  readonly serial: string;
  readonly at: Date;
}

/**
 * A Certificate Revocation List, RFC 5280 section 5, signed by the identities' root. PEM. It names the authority's key,
 * without which Fabric's MSP would refuse every identity; it holds until the authority ends, since the channel's
 * configuration brings the next one.
 */
export async function issueRevocationList(
  authority: CertificateAuthority,
  revoked: readonly Revoked[],
  now = new Date(),
): Promise<string> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const list = await x509.X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: now,
    nextUpdate: expiryOf(authority.certificate).notAfter,
    entries: revoked.map(({ serial, at }) => ({ serialNumber: serial, revocationDate: at })),
    extensions: [
      await authorityKey(issuer),
      new x509.Extension(CRL_NUMBER, false, derInteger(eightBytes(now))),
    ],
    signingAlgorithm: ALGORITHM,
    signingKey: await importPrivate(authority.privateKey),
  });
  return toPem('X509 CRL', list.rawData);
}

/** RFC 5280 section 5.2.3: it grows from list to list, as time does. */
const CRL_NUMBER = '2.5.29.20';

function eightBytes(time: Date): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(time.getTime()));
  return bytes;
}
