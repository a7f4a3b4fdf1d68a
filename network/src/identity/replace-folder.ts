import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a folder waits while its successor takes its place. */
const former = (folder: string): string => `${folder}.former`;

/**
 * Replaces a folder, or makes it, whole or not at all. No file system swaps two folders at once: the former one stands
 * beside until its successor is in place, and `standing` finds whichever there is, also after a crash in between.
 */
export async function replaceFolder(
  folder: string,
  build: (draft: string, present: string) => Promise<void>,
): Promise<void> {
  const draft = `${folder}.part`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await build(draft, await standing(folder));
    await syncAll(draft);
    await swap(folder, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The folder, or the former one where a crash left only that. */
export async function standing(folder: string): Promise<string> {
  const left = !(await exists(folder)) && (await exists(former(folder)));
  return left ? former(folder) : folder;
}

async function swap(folder: string, draft: string): Promise<void> {
  if (await exists(folder)) {
    await rm(former(folder), { recursive: true, force: true });
    await rename(folder, former(folder));
  }
  await rename(draft, folder);
  await sync(dirname(folder));
  await rm(former(folder), { recursive: true, force: true });
}

async function syncAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of entries) await sync(join(parentPath, name));
  await sync(folder);
}

/** Windows cannot open a folder, and its file system journals names itself. */
async function sync(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(path, 'r');
  await handle.sync();
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
