import { execFile, spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fail } from '@onceledger/chaincode/domain';

const run = promisify(execFile);

export interface ProcessFiles {
  /** What the process prints, appended. */
  readonly log: string;
  /** Its identifier and when it began: an identifier alone is given out again. */
  readonly pid: string;
}
export interface ProcessCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}
export interface RunningProcess {
  readonly pid: number;
  /** Resident memory, bytes. */
  readonly memory: number;
}
interface PidFile {
  readonly pid: number;
  readonly began: string;
}

/** Milliseconds that a process is given to end by itself. */
const PATIENCE = 15_000;

/** Starts a process that outlives this one. */
export async function startProcess(files: ProcessFiles, command: ProcessCommand): Promise<number> {
  await mkdir(dirname(files.log), { recursive: true, mode: 0o700 });
  await using log = await open(files.log, 'a', 0o600);
  const child = spawn(command.program, [...command.arguments], {
    cwd: command.folder,
    detached: true,
    env: { ...inherited(), ...command.environment },
    stdio: ['ignore', log.fd, log.fd],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      resolve(child.pid ?? 0);
    });
  });
  child.unref();
  const began = (await look(pid))?.began ?? '';
  await writeWhole(files.pid, JSON.stringify({ pid, began }));
  return pid;
}

/** Undefined where it does not run. */
export async function findProcess({ pid: file }: ProcessFiles): Promise<RunningProcess | undefined> {
  const known = await readPid(file);
  const seen = known === undefined ? undefined : await look(known.pid);
  if (known === undefined || seen?.began !== known.began) return undefined;
  return { pid: known.pid, memory: seen.memory };
}

/** Asks it to end, and ends it where it does not. */
export async function stopProcess(files: ProcessFiles, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (let sent = false; ;) {
    const running = await findProcess(files);
    if (running === undefined) break;
    if (!sent) send(running.pid, signal);
    else if (Date.now() > until) send(running.pid, 'SIGKILL');
    sent = true;
    await delay(50);
  }
  await rm(files.pid, { force: true });
}

/** The end of what it printed. */
export async function lastLines({ log }: ProcessFiles, count: number): Promise<string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** `ps` is the one way to a process's beginning and memory that Linux and macOS share. */
async function look(pid: number): Promise<{ began: string; memory: number } | undefined> {
  const { stdout } = await run('ps', ['-o', 'stat=,rss=,lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C' },
  }).catch(() => ({ stdout: '' }));
  const [, stat, memory, began] = /^\s*(\S+)\s+([0-9]+)\s+(.+?)\s*$/.exec(stdout) ?? [];
  // A zombie has ended, though nobody has asked for its end.
  if (stat === undefined || stat.startsWith('Z') || began === undefined) return undefined;
  return { began, memory: Number(memory) * 1024 };
}

async function readPid(file: string): Promise<PidFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const match = /^\{"pid":([0-9]{1,10}),"began":"([^"]{0,64})"\}$/.exec(text);
  if (match === null) throw fail('CONFIGURATION_INVALID', `${file} does not name a process`);
  return { pid: Number(match[1]), began: match[2] ?? '' };
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

/** Nothing of the caller's settings reaches Fabric by accident. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
