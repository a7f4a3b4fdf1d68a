import { initHome, openRuntime, type Runtime, type RuntimeOptions } from '@onceledger/cli/runtime';
import type { Block } from '@onceledger/network/blocks';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

let pristine: Promise<string> | undefined;

/** A home as `once init` makes it, made once for all tests of this process. */
function pristineHome(): Promise<string> {
  pristine ??= (async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'once-pristine-'));
    process.once('exit', () => {
      void rm(folder, { recursive: true, force: true });
    });
    await initHome({ home: path.join(folder, 'home') });
    return path.join(folder, 'home');
  })();
  return pristine;
}

/** A copy of it for one test, in a folder that is removed afterwards. */
export async function withHome<T>(use: (home: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-home-'));
  const home = path.join(folder, '.once');
  try {
    await cp(await pristineHome(), home, { recursive: true });
    return await use(home, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function withRuntime<T>(
  home: string,
  use: (runtime: Runtime) => Promise<T>,
  options: Partial<RuntimeOptions> = {},
): Promise<T> {
  const runtime = await openRuntime({ home, ...options });
  try {
    await runtime.settle();
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

/** The blocks from a height to the present one. */
export async function blocksOf(runtime: Runtime, from: bigint): Promise<readonly Block[]> {
  const height = runtime.node?.height() ?? 0n;
  const { ledger } = runtime.platform;
  const blocks: Block[] = [];
  if (from >= height) return blocks;
  const stop = new AbortController();
  for await (const block of ledger.blocks(from, stop.signal)) {
    blocks.push(block);
    if (block.number + 1n >= height) stop.abort();
  }
  return blocks;
}
