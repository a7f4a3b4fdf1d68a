import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * SHA-256 over a chaincode's own code, by path: two processes with the same digest run the same build. Packages that it
 * depends on are left out: they stand where the machine has them, by the versions that package.json names.
 */
export function buildDigest(folder: string): string {
  const hash = createHash('sha256');
  for (const file of codeFiles(folder, '').sort()) {
    const content = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    hash.update(`${content}  ${file}\n`);
  }
  return hash.digest('hex');
}

function codeFiles(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : codeFiles(folder, path);
    return /\.[cm]?js$/.test(entry.name) || entry.name === 'package.json' ? [path] : [];
  });
}
