import { fail, parseJson, type JsonValue } from '@onceledger/chaincode/domain';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Io } from '../context.js';
import { assertRegularFile, DOCUMENT_LIMIT } from './files.js';

/** One line of a JSONL file, or why it is none. Lines count from 1. */
export type JsonLine =
  { readonly line: number; readonly value: JsonValue } | { readonly line: number; readonly error: unknown };

/** Streams a JSONL file; blank lines are passed over, a bad line does not stop the others. */
export async function* jsonLines(io: Io, file: string): AsyncGenerator<JsonLine> {
  let number = 0;
  for await (const line of byteLines(await sourceOf(io, file))) {
    number += 1;
    if (line !== undefined && line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) continue;
    yield parsed(number, line);
  }
}

export async function sourceOf(io: Io, file: string): Promise<AsyncIterable<unknown>> {
  if (file === '-') return io.stdin;
  const resolved = path.resolve(io.cwd, file);
  await assertRegularFile(resolved, file);
  return createReadStream(resolved);
}

function parsed(line: number, bytes: Uint8Array | undefined): JsonLine {
  if (bytes === undefined)
    return { line, error: fail('INPUT_TOO_LARGE', `a line has more than ${DOCUMENT_LIMIT} bytes`) };
  try {
    return { line, value: parseJson(bytes) };
  } catch (error) {
    return { line, error };
  }
}

/** Lines without their feed; undefined for one over the limit, of which no more than the limit is ever held. */
export async function* byteLines(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array | undefined> {
  let held: Buffer[] = [];
  let size = 0;
  const take = (): Uint8Array | undefined => {
    const line = size > DOCUMENT_LIMIT ? undefined : Buffer.concat(held);
    held = [];
    size = 0;
    return line;
  };
  const keep = (part: Buffer): void => {
    size += part.length;
    if (size <= DOCUMENT_LIMIT) held.push(part);
    else held = [];
  };
  for await (const chunk of source) {
    let rest = Buffer.from(chunk as Uint8Array);
    for (let feed = rest.indexOf(0x0a); feed >= 0; feed = rest.indexOf(0x0a)) {
      keep(rest.subarray(0, feed));
      yield take();
      rest = rest.subarray(feed + 1);
    }
    if (rest.length > 0) keep(rest);
  }
  if (size > 0) yield take();
}
