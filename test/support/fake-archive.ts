import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { fakeProgram } from './fake-binaries.js';

export type ArchiveEntry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

/** A `.tar.gz` of any entries, allowed or not. */
export async function archiveOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks), { level: constants.Z_BEST_SPEED });
}

/** What a release's archive has: programs that say which version they are, and configuration. */
export function releaseEntries(version: string): ArchiveEntry[] {
  const programs = ['orderer', 'osnadmin', 'peer'].map((name) => ({
    name: `bin/${name}`,
    mode: 0o755,
    content: fakeProgram(name, version),
  }));
  return [
    { name: 'bin/', type: 'directory' },
    ...programs,
    { name: './config/core.yaml', mode: 0o644, content: 'peer: {}\n' },
  ];
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Serves one archive at `/archive`, half of it at `/half`, nothing anywhere else. */
export async function withServer<T>(
  archive: Buffer,
  use: (address: string, requests: readonly string[]) => Promise<T>,
): Promise<T> {
  const requests: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    if (url !== '/archive' && url !== '/half') response.writeHead(404).end();
    else {
      response.writeHead(200, { 'content-length': archive.length });
      if (url === '/archive') response.end(archive);
      else response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
