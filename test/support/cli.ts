import { run, type Io } from '@onceledger/cli';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface CliOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** `once` in this process, on streams of its own. */
export async function once(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const stdout = collector();
  const stderr = collector();
  const io: Io = {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
  };
  const code = await run(argv, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The one JSON document that `--json` prints. */
export function json(result: CliResult): unknown {
  return JSON.parse(result.stdout);
}

/** The error that `--json` prints on standard error. */
export function jsonError(result: CliResult): {
  readonly code: string;
  readonly detail: string;
  readonly exit: number;
} {
  const { error } = JSON.parse(result.stderr) as { error: { code: string; detail: string; exit: number } };
  return error;
}

/** A folder of the test's own, removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-test-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function collector() {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
