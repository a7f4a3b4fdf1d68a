import { readdir } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { isAbsolute, join } from 'node:path';

const VERSION = /^[0-9]+\.[0-9]+\.[0-9]+$/;

/** Where `once network install` keeps releases: `<version>/{bin,config}`. */
export function fabricCache(environment: NodeJS.ProcessEnv): string {
  return join(userCache(environment), 'onceledger', 'fabric');
}

/** The folders of programs kept there, newest version first. */
export async function cachedFolders(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const cache = fabricCache(environment);
  const names = await readdir(cache).catch(() => []);
  return names
    .filter((name) => VERSION.test(name))
    .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .map((version) => join(cache, version, 'bin'));
}

function userCache(environment: NodeJS.ProcessEnv): string {
  const named = environment['XDG_CACHE_HOME'];
  // The XDG specification: a relative path is to be ignored.
  if (named !== undefined && isAbsolute(named)) return named;
  const home = environment['HOME'] ?? homedir();
  return platform() === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
}
