import {
  canonicalize,
  fail,
  fromBase64url,
  integer,
  object,
  oneOf,
  parseJson,
  parseWith,
  string,
  toBase64url,
  utf8,
} from '@onceledger/chaincode/domain';
import { randomBytes, scrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSecretFile, storageError, writeSecretFile } from './files.js';
import { openBox, sealBox, type Box } from './secret-box.js';

/** scrypt, RFC 7914: N = 2^16, r = 8, p = 1 take 64 MiB and some 0.2 s a store. */
const COST = { n: 65_536, r: 8, p: 1 };
const CHECK = utf8('once key store 1');

interface Derivation {
  readonly algorithm: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
}
interface Header {
  readonly check: Box;
  readonly format: 1;
  readonly kdf: Derivation;
}

const text = string({ max: 4096 });
export const boxParser = object<Box>({ ciphertext: string({ max: 1_500_000 }), iv: text, tag: text });
const headerParser = object<Header>({
  check: boxParser,
  format: oneOf(1),
  // Bounds: what a file says must not make a process ask for more memory than it has.
  kdf: object<Derivation>({
    algorithm: oneOf('scrypt'),
    n: integer(1024, 1_048_576),
    r: integer(1, 16),
    p: integer(1, 4),
    salt: text,
  }),
});

/**
 * The key that seals a store's files, derived from the passphrase by what `store.json` says. A check value tells a wrong
 * passphrase from damage. Undefined where no passphrase is configured and none was used.
 * @throws PASSPHRASE_WRONG
 */
export async function storeKey(directory: string, passphraseFile?: string): Promise<Uint8Array | undefined> {
  const file = path.join(directory, 'store.json');
  const header = await readSecretFile(file);
  if (passphraseFile === undefined) {
    if (header !== undefined)
      throw fail('PASSPHRASE_WRONG', 'the keys are sealed and no passphrase file is configured');
    return undefined;
  }
  const passphrase = await readPassphrase(passphraseFile);
  return header === undefined ? createHeader(file, passphrase) : openHeader(header, passphrase);
}

async function createHeader(file: string, passphrase: Uint8Array): Promise<Uint8Array> {
  const kdf: Derivation = { algorithm: 'scrypt', ...COST, salt: toBase64url(randomBytes(16)) };
  const key = await derive(passphrase, kdf);
  await writeSecretFile(
    file,
    canonicalize({ check: { ...sealBox(key, CHECK, CHECK) }, format: 1, kdf: { ...kdf } }),
  );
  return key;
}

async function openHeader(content: string, passphrase: Uint8Array): Promise<Uint8Array> {
  const header = parseWith(headerParser, parseJson(content), 'STORAGE_DAMAGED');
  const key = await derive(passphrase, header.kdf);
  if (openBox(key, header.check, CHECK) === undefined)
    throw fail('PASSPHRASE_WRONG', 'the passphrase file does not open the key store');
  return key;
}

/** One line break at the end belongs to the editor, not to the passphrase. */
async function readPassphrase(file: string): Promise<Uint8Array> {
  const content = await readFile(file).catch((error: unknown) => {
    throw fail('FILE_UNREADABLE', {
      detail: `passphrase file ${path.basename(file)}`,
      cause: storageError(error, file),
    });
  });
  const passphrase = utf8(content.toString('utf8').replace(/\r?\n$/, ''));
  if (passphrase.length < 12) throw fail('PASSPHRASE_WRONG', 'a passphrase has at least 12 bytes');
  return passphrase;
}

function derive(passphrase: Uint8Array, { n, r, p, salt }: Derivation): Promise<Uint8Array> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, fromBase64url(salt), 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
