import { fail } from '@onceledger/chaincode/domain';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { storageError } from '../output/files.js';

/** Paths of files below a folder, with `/`, in order; FILE_UNREADABLE where something is neither file nor folder. */
export async function filesBelow(
  folder: string,
  skip: (path: string) => boolean = () => false,
): Promise<string[]> {
  const found: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
      const at = below === '' ? entry.name : `${below}/${entry.name}`;
      if (skip(at)) continue;
      if (entry.isDirectory()) await walk(at);
      else if (entry.isFile()) found.push(at);
      else throw fail('FILE_UNREADABLE', `${path.join(folder, at)} is neither file nor folder`);
    }
  };
  await walk('');
  return found.sort();
}

/** SHA-256 in hex. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Copies a file, 0600, its folder 0700, and does not replace one. @returns SHA-256 of what was written, in hex */
export async function copyHashed(from: string, to: string): Promise<string> {
  try {
    await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
    await using target = await open(to, 'wx', 0o600);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(from) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await target.appendFile(chunk);
    }
    return hash.digest('hex');
  } catch (error) {
    throw storageError(error, from);
  }
}
