import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What the fake `peer` keeps: one channel's `_lifecycle`, known to every peer at once. */
export interface FakeLifecycle {
  readonly sequence: number;
  readonly version: string;
  /** By sequence, who approved. */
  readonly approved: Readonly<Record<string, readonly string[]>>;
  /** `address package`, in the order of installation. */
  readonly installed: readonly string[];
  /** Organizations whose approval fails. */
  readonly failing: readonly string[];
}

export interface FakePeer {
  read(): Promise<FakeLifecycle>;
  change(part: Partial<FakeLifecycle>): Promise<void>;
}

/** A program that takes `peer lifecycle chaincode …` as far as deploying does. */
export async function fakePeer(program: string): Promise<FakePeer> {
  const state = `${program}.json`;
  const script = fileURLToPath(new URL('./fake-peer-program.js', import.meta.url));
  await writeFile(
    program,
    `#!/bin/sh\nFAKE_LIFECYCLE='${state}' exec '${process.execPath}' '${script}' "$@"\n`,
    { mode: 0o755 },
  );
  const read = async () => JSON.parse(await readFile(state, 'utf8')) as FakeLifecycle;
  const first: FakeLifecycle = { sequence: 1, version: '1', approved: {}, installed: [], failing: [] };
  await writeFile(state, JSON.stringify(first));
  return {
    read,
    change: async (part) => writeFile(state, JSON.stringify({ ...(await read()), ...part })),
  };
}
