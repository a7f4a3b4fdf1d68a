import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  issueTlsCertificate,
  type CaEndpoint,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { stringify } from 'yaml';

export interface GenuineCaOptions {
  /** Vouches for the server's TLS; issues identities, too, unless the server makes a root of its own. */
  readonly authority: CertificateAuthority;
  readonly ownRoot?: boolean;
  readonly registered: readonly {
    readonly name: string;
    readonly secret: string;
    readonly role: Identity['role'];
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
}
export interface GenuineCa {
  readonly endpoint: CaEndpoint;
  close(): Promise<void>;
}

/** Skips a suite, in one line, where Fabric CA's server is not found. @returns its path */
export function needsFabricCa(suite: Mocha.Context): string {
  const only = process.env['FABRIC_BIN'];
  const folders = [only ?? '', ...(process.env['PATH'] ?? '').split(path.delimiter)];
  const found = folders
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'fabric-ca-server'))
    .find(isExecutable);
  if (found !== undefined) return found;
  console.log(
    '      (fabric-ca-server is not on the PATH: enrolment with a genuine Fabric CA is not tested here)',
  );
  suite.skip();
}

/** Fabric CA's own server on a free port of this machine, in a folder that is gone afterwards. */
export async function genuineCa(program: string, options: GenuineCaOptions): Promise<GenuineCa> {
  const home = await mkdtemp(path.join(tmpdir(), 'once-ca-'));
  const port = await freePort();
  await writeHome(home, port, options);
  const child = spawn(program, ['start', '--home', home], { cwd: home, stdio: 'ignore', env: { PATH: '' } });
  const close = async (): Promise<void> => {
    await ended(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await listening(child, port);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: {
      url: `https://127.0.0.1:${port}`,
      tlsRoot: options.authority.tlsCertificate,
      caName: 'ca-test',
    },
    close,
  };
}

async function writeHome(
  home: string,
  port: number,
  { authority, registered, ownRoot = false }: GenuineCaOptions,
): Promise<void> {
  const at = (name: string): string => path.join(home, name);
  const tls = await issueTlsCertificate(authority, 'fabric-ca', ['127.0.0.1']);
  await writeFile(at('tls.pem'), tls.certificate);
  await writeFile(at('tls.key'), tls.privateKey, { mode: 0o600 });
  if (!ownRoot) {
    await writeFile(at('ca.pem'), authority.certificate);
    await writeFile(at('ca.key'), authority.privateKey, { mode: 0o600 });
  }
  const identities = registered.map(({ name, secret, role, attributes = {} }) => ({
    name,
    pass: secret,
    type: role,
    affiliation: '',
    attrs: attributes,
  }));
  const config = {
    port,
    address: '127.0.0.1',
    tls: { enabled: true, certfile: at('tls.pem'), keyfile: at('tls.key') },
    ca: { name: 'ca-test', certfile: at('ca.pem'), keyfile: at('ca.key') },
    registry: { maxenrollments: -1, identities },
    db: { type: 'sqlite3', datasource: at('ca.db') },
    signing: { default: { usage: ['digital signature'], expiry: '8760h' } },
    csr: { cn: 'fabric-ca', keyrequest: { algo: 'ecdsa', size: 256 } },
    ...(ownRoot && { ca: { name: 'ca-test' } }),
  };
  await writeFile(at('fabric-ca-server-config.yaml'), stringify(config), { mode: 0o600 });
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      const end = (answer: boolean): void => {
        socket.destroy();
        resolve(answer);
      };
      socket.once('connect', () => {
        end(true);
      });
      socket.once('error', () => {
        end(false);
      });
    });
    if (open) return;
    await pause(100);
  }
  throw new Error(`fabric-ca-server ended with ${child.exitCode}`);
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
