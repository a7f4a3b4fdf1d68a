import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  array,
  fail,
  object,
  oneOf,
  parseJson,
  parseTimestamp,
  parseWith,
  parsedBy,
  string,
} from '@onceledger/chaincode/domain';
import { readAuthority } from './authority-folder.js';
import type { CertificateAuthority } from './authority.js';
import { issueRevocationList, type Revoked } from './revocation-list.js';

const FILE = 'revoked.json';
/** RFC 5280 section 4.1.2.2 admits 20 octets; a positive number may need one zero before them. */
const SERIAL = /^(?!0+$)[0-9A-F]{1,42}$/;
const MOST = 100_000;
const LIMITS = { maxBytes: 16 * 1024 * 1024, maxDepth: 4 };

export interface Revocation {
  /** Everything that the authority revoked, in the order of time. */
  readonly revoked: readonly Revoked[];
  /** PEM of the list that says so. */
  readonly list: string;
}

/** What is revoked: a serial number, hexadecimal as tools print it, with or without colons. INPUT_INVALID. */
export function parseSerial(text: string): string {
  const serial = text.replaceAll(':', '').toUpperCase();
  if (!SERIAL.test(serial)) throw fail('INPUT_INVALID', 'a serial number has 1 to 20 hexadecimal octets');
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  return even.replace(/^(?:00)+(?=..)/, '');
}

/**
 * Adds a certificate to what an authority revoked (`revoked.json` in its folder) and answers the list to bring onto the
 * channel. A repeat changes nothing: the first time stands.
 */
export async function revocationFor(
  folder: string,
  organization: CertificateAuthority['organization'],
  serial: string,
  now = new Date(),
): Promise<Revocation> {
  const authority = await readAuthority(folder, organization);
  const known = await readRevoked(folder);
  const repeated = known.some((one) => one.serial === serial);
  const revoked = repeated ? known : [...known, { serial, at: now }];
  const list = await issueRevocationList(authority, revoked, now);
  if (!repeated) await writeRevoked(folder, revoked);
  return { revoked, list };
}

/** None where the file does not stand there. CONFIGURATION_INVALID. */
export async function readRevoked(folder: string): Promise<readonly Revoked[]> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const { revoked } = parseWith(document, parseJson(text, LIMITS), 'CONFIGURATION_INVALID');
  return revoked.map(({ serial, at }) => ({ serial, at: new Date(at) }));
}

async function writeRevoked(folder: string, revoked: readonly Revoked[]): Promise<void> {
  if (revoked.length > MOST)
    throw fail('INPUT_TOO_LARGE', `an authority revokes ${MOST} certificates at most`);
  const file = join(folder, FILE);
  const value = { format: 1, revoked: revoked.map(({ serial, at }) => ({ serial, at: at.toISOString() })) };
  await writeFile(`${file}.part`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

interface Entry {
  readonly serial: string;
  readonly at: string;
}

const entry = object<Entry>({
  serial: string({ max: 42, pattern: SERIAL, form: 'upper-case hexadecimal' }),
  at: parsedBy(parseTimestamp),
});
const document = object<{ readonly format: 1; readonly revoked: readonly Entry[] }>({
  format: oneOf(1),
  revoked: array(entry, { max: MOST, unique: ({ serial }) => serial }),
});
