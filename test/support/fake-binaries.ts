import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A script that stands for one of Fabric's programs: it says of which version it is, or stays until it is ended; no channel. */
export function fakeProgram(name: string, version: string): string {
  return `#!/bin/sh\n[ "$1" = lifecycle ] && exit 1\n[ "$1" = version ] || exec sleep 600\necho '${name}:'\necho ' Version: v${version}'\n`;
}

/** A folder of such scripts; `versions` of programs that differ, undefined for one that is not there. */
export async function fakeBinaries(
  folder: string,
  version: string,
  versions: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const all: Readonly<Record<string, string | undefined>> = {
    peer: version,
    orderer: version,
    osnadmin: version,
    ...versions,
  };
  for (const [name, own] of Object.entries(all))
    if (own !== undefined) await writeFile(path.join(folder, name), fakeProgram(name, own), { mode: 0o755 });
  return folder;
}
