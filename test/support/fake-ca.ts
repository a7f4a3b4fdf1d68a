import { createHash, verify, webcrypto, X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  issueTlsCertificate,
  type CaEndpoint,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { signingKeyOf } from './certificates.js';

export interface FakeCa {
  readonly endpoint: CaEndpoint;
  /** Everything that it was sent, as text. */
  readonly received: readonly string[];
  close(): Promise<void>;
}
export interface FakeCaOptions {
  readonly authority: CertificateAuthority;
  readonly registered: Readonly<Record<string, { readonly secret: string; readonly role: Identity['role'] }>>;
  /** Changes an answer before it is sent. */
  readonly alter?: ((answer: Answer) => unknown) | undefined;
  /** For whom its TLS certificate is. */
  readonly host?: string;
}
interface Answer {
  readonly result: { readonly Cert: string; readonly ServerInfo: { readonly CAChain: string } };
  readonly success: boolean;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** The two calls of a Fabric CA that an enrolment makes, as its own server answers them. */
export async function fakeCa(options: FakeCaOptions): Promise<FakeCa> {
  const { authority, host = '127.0.0.1' } = options;
  const tls = await issueTlsCertificate(authority, 'ca', [host]);
  const received: string[] = [];
  const server = createServer({ cert: tls.certificate, key: tls.privateKey }, (request, response) => {
    void answer(options, received, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { url: `https://127.0.0.1:${port}`, tlsRoot: authority.tlsCertificate },
    received,
    close: () => closed(server),
  };
}

async function answer(
  options: FakeCaOptions,
  received: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  received.push(`${request.url!} ${body}`);
  const name =
    request.url === '/api/v1/enroll' ? byPassword(options, request) : byCertificate(options, request, body);
  response.setHeader('content-type', 'application/json');
  if (name === undefined) {
    response.statusCode = 401;
    response.end(
      JSON.stringify({ success: false, errors: [{ code: 20, message: 'Authentication failure' }] }),
    );
    return;
  }
  const { certificate_request: csr } = JSON.parse(body) as { certificate_request: string };
  const certificate = await certify(options.authority, csr, name, options.registered[name]!.role);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const sent: Answer = {
    success: true,
    result: { Cert: base64(certificate), ServerInfo: { CAChain: base64(options.authority.certificate) } },
  };
  response.end(JSON.stringify(options.alter === undefined ? sent : options.alter(sent)));
}

function byPassword({ registered }: FakeCaOptions, { headers }: IncomingMessage): string | undefined {
  const given = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  const [name = '', secret] = given.split(':');
  return registered[name]?.secret === secret ? name : undefined;
}

/** Fabric CA's token: certificate and signature over method, path, body and certificate. */
function byCertificate(
  { authority }: FakeCaOptions,
  { headers, method, url }: IncomingMessage,
  body: string,
): string | undefined {
  const [certificate = '', signature = ''] = (headers.authorization ?? '').split('.');
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const signed = `${method!}.${base64(url!)}.${base64(body)}.${certificate}`;
  const read = new X509Certificate(Buffer.from(certificate, 'base64'));
  const good =
    read.verify(new X509Certificate(authority.certificate).publicKey) &&
    verify('sha256', Buffer.from(signed), read.publicKey, Buffer.from(signature, 'base64'));
  return good ? /^CN=(.*)$/m.exec(read.subject)?.[1] : undefined;
}

async function certify(
  authority: CertificateAuthority,
  csr: string,
  name: string,
  role: string,
): Promise<string> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const request = new x509.Pkcs10CertificateRequest(csr);
  if (!(await request.verify())) throw new Error('a request that its key did not sign');
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: createHash('sha256').update(csr).digest('hex').slice(0, 32),
    subject: [{ OU: [role] }, { CN: [name] }],
    issuer: issuer.subjectName,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 31_536_000_000),
    signingAlgorithm: ALGORITHM,
    publicKey: await webcrypto.subtle.importKey('spki', request.publicKey.rawData, ALGORITHM, true, [
      'verify',
    ]),
    signingKey: await signingKeyOf(authority),
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(issuer, false)],
  });
  return `${certificate.toString('pem')}\n`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
