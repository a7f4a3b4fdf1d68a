import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Anything that `configtxlator` prints. */
export interface Tree {
  readonly [name: string]: Tree;
}

/** A message as Fabric's own `configtxlator` reads it. */
export function translated(type: string, bytes: Uint8Array): Tree {
  return inScratch((directory) => {
    const [from, to] = [join(directory, 'in'), join(directory, 'out')];
    writeFileSync(from, bytes);
    execFileSync('configtxlator', ['proto_decode', '--type', type, '--input', from, '--output', to]);
    return JSON.parse(readFileSync(to, 'utf8')) as Tree;
  });
}

/** Runs something in a directory that is gone afterwards. */
export function inScratch<Result>(use: (directory: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), 'once-tools-'));
  try {
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const CRYPTO = `
OrdererOrgs: [{ Name: orderer, Domain: orderer, EnableNodeOUs: true, Specs: [{ Hostname: o1, SANS: [127.0.0.1] }] }]
PeerOrgs: [{ Name: tax, Domain: tax, EnableNodeOUs: true, Template: { Count: 1 }, Users: { Count: 1 } }]
`;

const POLICIES = `{ Readers: { Type: ImplicitMeta, Rule: ANY Readers }, Writers: { Type: ImplicitMeta, Rule: ANY Writers }, Admins: { Type: ImplicitMeta, Rule: MAJORITY Admins }, BlockValidation: { Type: ImplicitMeta, Rule: ANY Writers } }`;
const signature = (rule: string): string => `{ Type: Signature, Rule: "${rule}" }`;

function configtx(): string {
  const policies = (id: string): string =>
    `{ Readers: ${signature(`OR('${id}.member')`)}, Writers: ${signature(`OR('${id}.member')`)}, Admins: ${signature(`OR('${id}.admin')`)}, Endorsement: ${signature(`OR('${id}.peer')`)} }`;
  const tls = 'crypto/ordererOrganizations/orderer/orderers/o1.orderer/tls/server.crt';
  return `
Profiles:
  Test:
    Policies: ${POLICIES}
    Capabilities: { V3_0: true }
    Orderer:
      OrdererType: etcdraft
      BatchTimeout: 2s
      BatchSize: { MaxMessageCount: 10, AbsoluteMaxBytes: 1 MB, PreferredMaxBytes: 512 KB }
      EtcdRaft: { Consenters: [{ Host: 127.0.0.1, Port: 7050, ClientTLSCert: ${tls}, ServerTLSCert: ${tls} }] }
      Organizations: [{ Name: orderer, ID: orderer, MSPDir: crypto/ordererOrganizations/orderer/msp, OrdererEndpoints: [127.0.0.1:7050], Policies: ${policies('orderer')} }]
      Capabilities: { V2_0: true }
      Policies: ${POLICIES}
    Application:
      Organizations: [{ Name: TaxOrganization, ID: tax, MSPDir: crypto/peerOrganizations/tax/msp, Policies: ${policies('tax')} }]
      Capabilities: { V2_5: true }
      Policies: ${POLICIES}
`;
}

export interface GenuineMaterial {
  readonly genesis: Uint8Array;
  /** PEM: a peer's, a client's and an admin's certificate of organization tax. */
  readonly certificates: Readonly<Record<'peer' | 'client' | 'admin', string>>;
}

/** A genesis block and certificates made by Fabric's own configtxgen and cryptogen. */
export function genuineMaterial(): GenuineMaterial {
  return inScratch((directory) => {
    const options = {
      cwd: directory,
      env: { ...process.env, FABRIC_CFG_PATH: directory },
      stdio: 'pipe',
    } as const;
    writeFileSync(join(directory, 'crypto.yaml'), CRYPTO);
    writeFileSync(join(directory, 'configtx.yaml'), configtx());
    execFileSync('cryptogen', ['generate', '--config', 'crypto.yaml', '--output', 'crypto'], options);
    execFileSync(
      'configtxgen',
      ['-profile', 'Test', '-channelID', 'once', '-outputBlock', 'g.block'],
      options,
    );
    const organization = join(directory, 'crypto/peerOrganizations/tax');
    const certificate = (path: string): string =>
      readFileSync(
        join(organization, path, 'msp/signcerts', `${path.split('/').at(-1) ?? ''}-cert.pem`),
        'utf8',
      );
    return {
      genesis: readFileSync(join(directory, 'g.block')),
      certificates: {
        peer: certificate('peers/peer0.tax'),
        client: certificate('users/User1@tax'),
        admin: certificate('users/Admin@tax'),
      },
    };
  });
}
