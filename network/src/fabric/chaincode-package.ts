import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { ChaincodePlace } from './topology.js';

export interface Connection {
  /** `host:port` of the chaincode process. */
  readonly address: string;
  /** PEM: what the peer shows to the process, and whom it believes. Whoever can read the package has this key. */
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly root: string;
}

/**
 * A package of chaincode that runs as a service: no code, only where it listens (docs/spec of Fabric: `ccaas`). The same
 * facts make the same bytes, since its hash is its identifier.
 */
export async function chaincodePackage(label: string, connection: Connection): Promise<Buffer> {
  const code = await archive({
    'connection.json': {
      address: connection.address,
      client_auth_required: true,
      client_cert: connection.clientCertificate,
      client_key: connection.clientKey,
      dial_timeout: '10s',
      root_cert: connection.root,
      tls_required: true,
    },
  });
  return archive({ 'code.tar.gz': code, 'metadata.json': { label, type: 'ccaas' } });
}

/** As `_lifecycle` names an installed package. */
export function packageId(label: string, bytes: Uint8Array): ChaincodePlace['packageId'] {
  return `${label}:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function archive(files: Readonly<Record<string, object>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    tar.entry({ name, mode: 0o600, mtime: new Date(0) }, bytes);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
