import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type OrganizationId } from '@onceledger/chaincode/domain';
import { standing } from './replace-folder.js';
import type { Identity, MspDefinition } from './types.js';

const OWNER_ONLY = 0o600;
const ROLES: readonly Identity['role'][] = ['client', 'peer', 'admin', 'orderer'];
const NODE_OUS = `NodeOUs:
  Enable: true
${ROLES.map((role) => `  ${role[0]?.toUpperCase() ?? ''}${role.slice(1)}OUIdentifier:\n    OrganizationalUnitIdentifier: ${role}`).join('\n')}
`;

/** Writes an MSP folder as Fabric's own tools read it: cacerts, tlscacerts, signcerts, keystore (0600), config.yaml. */
export async function writeMspFolder(
  directory: string,
  identity: Identity,
  msp: MspDefinition,
): Promise<void> {
  await write(directory, 'cacerts', 'ca', msp.rootCertificates);
  await write(directory, 'tlscacerts', 'tlsca', msp.tlsRootCertificates);
  const { intermediateCertificates = [] } = msp;
  if (intermediateCertificates.length > 0)
    await write(directory, 'intermediatecerts', 'ca', intermediateCertificates);
  await writeKey(directory, identity);
  await writeFile(join(directory, 'config.yaml'), NODE_OUS);
}

/** What differs from one identity to the next: certificate and key. */
export async function writeKey(directory: string, { certificate, privateKey }: Identity): Promise<void> {
  await write(directory, 'signcerts', 'cert', [certificate]);
  await mkdir(join(directory, 'keystore'), { recursive: true, mode: 0o700 });
  const key = join(directory, 'keystore', 'key.pem');
  await writeFile(key, privateKey, { mode: OWNER_ONLY });
  await chmod(key, OWNER_ONLY);
}

/** Reads the identity of an MSP folder, its role from the certificate's organizational unit. KEY_MISSING, CONFIGURATION_INVALID. */
export async function readIdentity(folder: string, organization: OrganizationId): Promise<Identity> {
  const directory = await standing(folder);
  const certificate = await only(directory, 'signcerts');
  const privateKey = await only(directory, 'keystore');
  return { organization, mspId: organization, role: roleOf(certificate, directory), certificate, privateKey };
}

/** Reads the CA certificates of an MSP folder. */
export async function readMspDefinition(folder: string, mspId: string): Promise<MspDefinition> {
  const directory = await standing(folder);
  const intermediates = await readdir(join(directory, 'intermediatecerts')).catch(() => []);
  return {
    mspId,
    rootCertificates: await certificates(directory, 'cacerts'),
    tlsRootCertificates: await certificates(directory, 'tlscacerts'),
    ...(intermediates.length > 0 && {
      intermediateCertificates: await certificates(directory, 'intermediatecerts'),
    }),
  };
}

async function write(
  directory: string,
  folder: string,
  name: string,
  texts: readonly string[],
): Promise<void> {
  await mkdir(join(directory, folder), { recursive: true, mode: 0o700 });
  for (const [index, text] of texts.entries())
    await writeFile(join(directory, folder, `${name}${index === 0 ? '' : `-${index}`}.pem`), text);
}

async function certificates(directory: string, folder: string): Promise<string[]> {
  const names = await list(directory, folder);
  return Promise.all(names.map((name) => readFile(join(directory, folder, name), 'utf8')));
}

async function only(directory: string, folder: string): Promise<string> {
  const [name, another] = await list(directory, folder);
  if (name === undefined) throw fail('KEY_MISSING', `${join(directory, folder)} is empty`);
  if (another !== undefined)
    throw fail('CONFIGURATION_INVALID', `${join(directory, folder)} has more than one file`);
  return readFile(join(directory, folder, name), 'utf8');
}

async function list(directory: string, folder: string): Promise<string[]> {
  try {
    return (await readdir(join(directory, folder))).sort();
  } catch (cause) {
    throw fail('KEY_MISSING', { detail: `${join(directory, folder)} cannot be read`, cause });
  }
}

function roleOf(certificate: string, directory: string): Identity['role'] {
  const units = unitsOf(certificate, directory);
  const role = ROLES.find((name) => units.includes(name));
  if (role === undefined) throw fail('CONFIGURATION_INVALID', `${directory}: the certificate names no role`);
  return role;
}

function unitsOf(certificate: string, directory: string): string[] {
  try {
    return organizationalUnits(new X509Certificate(certificate));
  } catch (cause) {
    throw fail('CONFIGURATION_INVALID', { detail: `${directory}: not a certificate`, cause });
  }
}

/** The values of OU in a certificate's subject. */
export function organizationalUnits(certificate: X509Certificate): string[] {
  // node:crypto prints one attribute a line.
  return certificate.subject.split('\n').flatMap((line) => (line.startsWith('OU=') ? [line.slice(3)] : []));
}
