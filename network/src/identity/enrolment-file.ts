import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { object, oneOf, optional, parseJson, parseWith, string } from '@onceledger/chaincode/domain';
import type { CaEndpoint } from './ca-client.js';

const FILE = 'enrolment.json';

/** Which Fabric CA an organization's identities come from, for their renewal; no secret. `organizations/<id>/enrolment.json`, 0600. */
export async function writeEnrolment(folder: string, { url, tlsRoot, caName }: CaEndpoint): Promise<void> {
  const file = join(folder, FILE);
  const value = { format: 1, url, tlsRoot, ...(caName !== undefined && { caName }) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.part`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

/** Undefined where the organization's own authority issues. CONFIGURATION_INVALID. */
export async function readEnrolment(folder: string): Promise<CaEndpoint | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { format: _, ...endpoint } = parseWith(document, parseJson(text), 'CONFIGURATION_INVALID');
  return endpoint;
}

const document = object<CaEndpoint & { readonly format: 1 }>({
  format: oneOf(1),
  url: string({ max: 2048 }),
  tlsRoot: string({ max: 262_144 }),
  caName: optional(string({ max: 256 })),
});
