import { parseEntryFile, DEFAULT_CATALOGUE, DEFAULT_CONSORTIUM } from '@onceledger/cli/home';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { PRIVATE_TYPE } from '../declarations.js';

const PUBLIC_FILE = 'tax-registration.yaml';
const ORGANIZATIONS = ['market-regulation', 'tax'];

interface Draft {
  organizations: { id: string }[];
  agencies: { code: string; organization: string; roles: { role: string; types?: string[] }[] }[];
  collections: Record<string, { members: string[] }>;
  settings: object;
}

/** The default consortium on two organizations, both of which endorse everything: the least that Fabric can be used with. */
export async function twoOrganizations(): Promise<string> {
  const draft = parse(await readFile(DEFAULT_CONSORTIUM, 'utf8')) as Draft;
  draft.organizations = draft.organizations.filter(({ id }) => ORGANIZATIONS.includes(id));
  for (const agency of draft.agencies) {
    if (agency.code !== 'tax') agency.organization = 'market-regulation';
    else for (const { types } of agency.roles) types?.push(PRIVATE_TYPE);
  }
  for (const collection of Object.values(draft.collections)) collection.members = [...ORGANIZATIONS];
  return stringify(draft);
}

/** The default catalogue, and the tax registration once more with private claims. */
export async function writeCatalogue(folder: string): Promise<string> {
  await cp(DEFAULT_CATALOGUE, folder, { recursive: true });
  const text = await readFile(path.join(folder, PUBLIC_FILE), 'utf8');
  const entry = parseEntryFile(
    text
      .replace('id: tax-registration', `id: ${PRIVATE_TYPE}`)
      .replaceAll('visibility: public, sharing: unconditional', 'visibility: private, sharing: conditional'),
    PUBLIC_FILE,
  );
  await writeFile(path.join(folder, `${PRIVATE_TYPE}.yaml`), stringify(entry));
  return folder;
}
