import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@onceledger/chaincode/domain';

export interface ArchiveSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Undefined where a server does not say. */
  readonly size?: number;
}

/** Milliseconds in which a server must send something. */
const PATIENCE = 60_000;

/**
 * The archive at an address, in a file, or of that name in a folder (an address that ends with a slash).
 * DOWNLOAD_FAILED, FILE_UNREADABLE.
 */
export function openArchive(from: string, name: string): Promise<ArchiveSource> {
  return /^https?:\/\//.test(from)
    ? download(from.endsWith('/') ? `${from}${name}` : from)
    : readArchive(from, name);
}

async function readArchive(from: string, name: string): Promise<ArchiveSource> {
  const file = (await kindOf(from)).isDirectory() ? join(from, name) : from;
  const found = await kindOf(file);
  if (!found.isFile()) throw fail('FILE_UNREADABLE', `${file} is not a regular file`);
  return { bytes: createReadStream(file), size: found.size };
}

function kindOf(path: string): Promise<Stats> {
  return stat(path).catch((cause: unknown) => {
    throw fail('FILE_UNREADABLE', { detail: `${path} (${(cause as NodeJS.ErrnoException).code})`, cause });
  });
}

async function download(address: string): Promise<ArchiveSource> {
  const silence = new Silence();
  const response = await fetch(address, { signal: silence.signal }).catch((cause: unknown) => {
    silence.end();
    throw downloadFailed(address, cause);
  });
  if (!response.ok || response.body === null) {
    silence.end();
    throw fail('DOWNLOAD_FAILED', `${address} answered with status ${response.status}`);
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return {
    bytes: heard(address, response.body as AsyncIterable<Uint8Array>, silence),
    ...(Number.isSafeInteger(length) ? { size: length } : {}),
  };
}

async function* heard(
  address: string,
  body: AsyncIterable<Uint8Array>,
  silence: Silence,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      silence.broken();
      yield chunk;
    }
  } catch (cause) {
    throw downloadFailed(address, cause);
  } finally {
    silence.end();
  }
}

function downloadFailed(address: string, cause: unknown): Error {
  const { cause: reason = cause } = cause as { cause?: unknown };
  return fail('DOWNLOAD_FAILED', { detail: `${address}: ${(reason as Error).message}`, cause });
}

/** Ends a connection on which nothing comes any more. */
class Silence {
  readonly #controller = new AbortController();
  #timer = this.#start();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#controller.abort(new Error(`nothing came for ${PATIENCE / 1000} s`));
    }, PATIENCE);
  }
}
