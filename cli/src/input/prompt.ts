import { fail } from '@onceledger/chaincode/domain';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from '../context.js';

/** Asks on standard error, so that standard output stays the result's; only on a terminal. */
export async function promptLine(io: Io, question: string): Promise<string> {
  assertTerminal(io);
  io.stderr.write(`${question} `);
  return answer(io, io.stderr);
}

/** The same without an echo. */
export async function promptHidden(io: Io, question: string): Promise<string> {
  assertTerminal(io);
  io.stderr.write(`${question} `);
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const text = await answer(io, nowhere);
  io.stderr.write('\n');
  return text;
}

async function answer(io: Io, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: io.stdin, output, terminal: true });
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
  }
}

function assertTerminal(io: Io): void {
  if (io.stdin.isTTY !== true)
    throw fail('USAGE', 'no terminal to ask on: give a file, or - for standard input');
}
