import { fail, parseJson, type JsonValue } from '@onceledger/chaincode/domain';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../context.js';

/** Bytes of one JSON document, JSONL line or CSV row. */
export const DOCUMENT_LIMIT = 1024 * 1024;
/** Evidence and receipts hold whole records with their acts. */
export const RECEIPT_LIMIT = 8 * 1024 * 1024;

/** A regular file's bytes, at most `limit`; `-` is standard input. FILE_UNREADABLE, INPUT_TOO_LARGE. */
export async function readInput(io: Io, file: string, limit = DOCUMENT_LIMIT): Promise<Uint8Array> {
  if (file === '-') return collect(io.stdin, limit, 'standard input');
  const resolved = path.resolve(io.cwd, file);
  await assertRegularFile(resolved, file);
  return collect(createReadStream(resolved), limit, file);
}

export async function readText(io: Io, file: string, limit = DOCUMENT_LIMIT): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readInput(io, file, limit));
  } catch (error) {
    if (error instanceof TypeError) throw fail('INPUT_INVALID', `${file} is not UTF-8`);
    throw error;
  }
}

/** A JSON document through the strict parser; the error names the file. */
export async function readJson(io: Io, file: string, limit = DOCUMENT_LIMIT): Promise<JsonValue> {
  return parseJson(await readInput(io, file, limit), { maxBytes: limit, maxDepth: 32 });
}

/** Refuses folders, devices and what cannot be opened, before anything is read. */
export async function assertRegularFile(resolved: string, shown: string): Promise<void> {
  try {
    await using handle = await open(resolved, 'r');
    if ((await handle.stat()).isFile()) return;
  } catch (error) {
    throw fail('FILE_UNREADABLE', { detail: `${shown} (${codeOf(error)})`, cause: error });
  }
  throw fail('FILE_UNREADABLE', `${shown} is not a regular file`);
}

async function collect(stream: AsyncIterable<unknown>, limit: number, shown: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > limit) throw fail('INPUT_TOO_LARGE', `${shown} has more than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
