import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeKey, writeMspFolder } from './msp-folder.js';
import { replaceFolder } from './replace-folder.js';
import type { Identity, MspDefinition } from './types.js';

/** Puts another identity into an MSP folder that stands; whoever reads meanwhile finds the old one or the new one. */
export function replaceIdentity(folder: string, identity: Identity): Promise<void> {
  return replaceFolder(folder, async (draft, present) => {
    await cp(present, draft, { recursive: true });
    for (const name of ['signcerts', 'keystore'])
      await rm(join(draft, name), { recursive: true, force: true });
    await writeKey(draft, identity);
  });
}

/** Makes an MSP folder, or replaces the one that stands there. */
export function storeIdentity(folder: string, identity: Identity, msp: MspDefinition): Promise<void> {
  return replaceFolder(folder, (draft) => writeMspFolder(draft, identity, msp));
}
