import { fail } from '@onceledger/chaincode/domain';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Manifest of a backup, in the form that `sha256sum -c` reads: SHA-256 in hex and path of every other file in the folder. */
export const SUMS = 'SHA256SUMS';
/** One folder or file name after another; no step upwards, nothing that `sha256sum` would have to escape. */
const LINE = /^([0-9a-f]{64}) {2}((?!\.{0,2}(?:\/|$))[^/\\\n]+(?:\/(?!\.{0,2}(?:\/|$))[^/\\\n]+)*)$/;

export type Sums = ReadonlyMap<string, string>;

/** @returns SHA-256 of the manifest itself: whoever keeps it elsewhere can tell that nothing was altered */
export async function writeSums(folder: string, sums: Sums): Promise<string> {
  const text = [...sums].map(([file, digest]) => `${digest}  ${file}\n`).join('');
  await writeFile(path.join(folder, SUMS), text, { mode: 0o600, flag: 'wx' });
  return createHash('sha256').update(text).digest('hex');
}

/** FILE_UNREADABLE where there is none, STORAGE_DAMAGED where it is not as written, or not the one named by `digest`. */
export async function readSums(folder: string, digest?: string): Promise<Sums> {
  const file = path.join(folder, SUMS);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fail('FILE_UNREADABLE', { detail: `${file}: no backup is there`, cause });
  });
  const found = createHash('sha256').update(text).digest('hex');
  if (digest !== undefined && digest.toLowerCase() !== found)
    throw fail('STORAGE_DAMAGED', `${file} has SHA-256 ${found}, not ${digest}`);
  return new Map(
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => parseLine(file, line)),
  );
}

function parseLine(file: string, line: string): [string, string] {
  const [, digest, name] = LINE.exec(line) ?? [];
  if (digest === undefined || name === undefined)
    throw fail('STORAGE_DAMAGED', `${file} has a line of another form`);
  return [name, digest];
}
