import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The repository's root: this file compiles to test/dist/repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Files that git tracks or would track, relative to the root. */
export function trackedFiles(suffix: string): string[] {
  const out = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return out.split('\n').filter((file) => file.endsWith(suffix) && existsSync(path.join(ROOT, file)));
}

/** Source files of the product: every workspace but `test`. */
export function productSources(): string[] {
  return trackedFiles('.ts').filter((file) => /^(chaincode|network|gateway|cli)\/src\//.test(file));
}

export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
