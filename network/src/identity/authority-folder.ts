import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import type { CertificateAuthority } from './authority.js';

const FILES = {
  certificate: 'ca.pem',
  privateKey: 'ca.key',
  tlsCertificate: 'tlsca.pem',
  tlsPrivateKey: 'tlsca.key',
} as const;
type Field = keyof typeof FILES;

/** Writes an authority's four files, each 0600. */
export async function writeAuthority(directory: string, authority: CertificateAuthority): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [field, name] of Object.entries(FILES)) {
    const file = join(directory, name);
    await writeFile(file, authority[field as Field], { mode: 0o600 });
    await chmod(file, 0o600);
  }
}

/** KEY_MISSING naming the file. */
export async function readAuthority(
  directory: string,
  organization: OrganizationId,
): Promise<CertificateAuthority> {
  const read = (field: Field): Promise<string> => readAuthorityFile(directory, field);
  return {
    organization,
    certificate: await read('certificate'),
    privateKey: await read('privateKey'),
    tlsCertificate: await read('tlsCertificate'),
    tlsPrivateKey: await read('tlsPrivateKey'),
  };
}

/** One file of an authority, such as its TLS root alone. KEY_MISSING naming the file. */
export async function readAuthorityFile(directory: string, field: Field): Promise<string> {
  const file = join(directory, FILES[field]);
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw fail('KEY_MISSING', { detail: file, cause });
  });
}
