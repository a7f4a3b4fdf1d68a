import { fail } from '@onceledger/chaincode/domain';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../input/files.js';

/** Design §3. Written last at init, read first: its number says which version may open the home. */
export const HOME_FORMAT = '1';

/** Where everything stands in a home. */
export function layout(home: string) {
  const at = (...parts: string[]): string => path.join(home, ...parts);
  return {
    format: at('format'),
    consortium: at('consortium.yaml'),
    trust: at('trust.json'),
    catalogue: at('catalogue'),
    ledger: at('ledger'),
    /** Real Fabric: one folder a process. */
    network: at('network'),
    organizations: at('organizations'),
    server: at('ledger', 'server.json'),
    profile: at('ledger', 'connection-profile.json'),
    declarants: at('declarants'),
    organization: (id: string): string => at('organizations', id),
    /** The gateway's identity. */
    msp: (id: string): string => at('organizations', id, 'msp'),
    admin: (id: string): string => at('organizations', id, 'admin'),
    authority: (id: string): string => at('organizations', id, 'ca'),
    keys: (id: string): string => at('organizations', id, 'keys'),
    wallet: (id: string): string => at('organizations', id, 'wallet'),
  } as const;
}

/** Before anything heavy is loaded: HOME_MISSING where there is none, HOME_FORMAT where a newer version wrote it. */
export async function assertHome(home: string): Promise<void> {
  const format = (await readIfThere(layout(home).format))?.trim();
  if (format === undefined) throw fail('HOME_MISSING', home);
  if (format !== HOME_FORMAT) throw fail('HOME_FORMAT', `${home} has format ${format.slice(0, 16)}`);
}

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fail('FILE_UNREADABLE', { detail: `${file} (${code})`, cause: error });
  }
}
