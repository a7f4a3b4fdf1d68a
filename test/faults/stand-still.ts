import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Where a process says that it stands still: beside its standard streams. */
const CHANNEL = 3;

/** Says where this process is, and does nothing any more: not even a callback runs until it is killed. */
export function standStill(message: string): never {
  writeSync(CHANNEL, message);
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Runs a program until it stands still, kills it there and answers what it said. */
export async function killWhereItStands(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'close');
  const early = ended.then(() => {
    throw new Error('the process ended by itself');
  });
  const [said] = (await Promise.race([once(child.stdio[CHANNEL] as Readable, 'data'), early])) as [Buffer];
  early.catch(() => undefined);
  child.kill('SIGKILL');
  await ended;
  return said.toString('utf8');
}
