import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fail } from '@onceledger/chaincode/domain';
import { extract } from 'tar-stream';

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer One> ? One : never;

/** Bytes that an archive may unpack to: four times what a release does. */
const MOST = 2 * 1024 * 1024 * 1024;

/** Unpacks files and folders of a `.tar.gz` below a folder, and nothing else. ARCHIVE_INVALID. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const entries = extract();
  const fed = pipeline(createReadStream(archive), createGunzip(), entries);
  // Whoever reads the entries meets the same failure.
  fed.catch(() => undefined);
  let room = MOST;
  try {
    for await (const entry of entries) {
      room -= entry.header.size;
      if (room < 0) throw fail('ARCHIVE_INVALID', `it unpacks to more than ${MOST} bytes`);
      await unpackEntry(entry, folder);
    }
    await fed;
  } catch (error) {
    entries.destroy();
    throw asArchiveError(error);
  }
}

async function unpackEntry(entry: Entry, folder: string): Promise<void> {
  const { name, type, mode } = entry.header;
  const target = join(folder, ...safeParts(name));
  if (type === 'directory') await mkdir(target, { recursive: true });
  else if (type === 'file' || type === 'contiguous-file') {
    await mkdir(dirname(target), { recursive: true });
    // `wx`: a second entry of one name is refused.
    await using file = await open(target, 'wx', (mode & 0o100) === 0 ? 0o644 : 0o755);
    await pipeline(entry, file.createWriteStream());
    return;
  } else throw fail('ARCHIVE_INVALID', `${name} is a ${type}, neither file nor folder`);
  entry.resume();
}

/** Nothing leaves the folder: no absolute path, no step upwards, no other separator. */
function safeParts(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const strange = name.startsWith('/') || /[\\:\0]/.test(name) || parts.includes('..');
  if (strange) throw fail('ARCHIVE_INVALID', `${JSON.stringify(name)} leads out of the folder`);
  return parts;
}

/** What gzip and tar say of a damaged archive; the disk's own errors keep their name. */
function asArchiveError(error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return fail('ARCHIVE_INVALID', { detail: 'two entries have one name', cause: error });
  const damaged = code.startsWith('Z_') || /tar|premature|unexpected end/i.test(message);
  return damaged ? fail('ARCHIVE_INVALID', { detail: message, cause: error }) : error;
}
