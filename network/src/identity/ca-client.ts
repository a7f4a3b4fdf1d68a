import { createPrivateKey } from 'node:crypto';
import { fail } from '@onceledger/chaincode/domain';
import { signLowS } from './ecdsa.js';
import type { Identity } from './types.js';

/** Where a Fabric CA answers. */
export interface CaEndpoint {
  /** `https://host:port`. */
  readonly url: string;
  /** PEM: whom to believe about the server. */
  readonly tlsRoot: string;
  /** Where one server keeps several authorities. */
  readonly caName?: string;
}

/** What a Fabric CA answers to a certificate request. */
export interface CaAnswer {
  /** PEM. */
  readonly certificate: string;
  /** PEM of the authority and those above it. */
  readonly chain: string;
}

/** The part of fabric-ca-client that takes certificate requests as they are, so that it never sees a private key. */
interface Client {
  enroll(
    id: string,
    secret: string,
    csr: string,
    profile?: string,
    attributes?: Attributes,
  ): Promise<Enrolled>;
  reenroll(csr: string, signing: SigningIdentity, attributes?: Attributes): Promise<Reenrolled>;
}
type Attributes = readonly { readonly name: string; readonly optional: boolean }[];
interface Enrolled {
  readonly enrollmentCert: string;
  readonly caCertChain: string;
}
interface Reenrolled {
  readonly result: { readonly Cert: string; readonly ServerInfo: { readonly CAChain: string } };
}
interface SigningIdentity {
  readonly _certificate: string;
  sign(text: string): Uint8Array;
}
type ClientClass = new (options: object, crypto: { hash(): void }) => Client;

export interface Secret {
  readonly enrolmentId: string;
  readonly secret: string;
}

/** Asks for a certificate with an enrolment secret. AUTHORITY_UNREACHABLE, ENROLMENT_REFUSED. */
export async function requestWithSecret(
  endpoint: CaEndpoint,
  { enrolmentId, secret }: Secret,
  csr: string,
  attributes: readonly string[] = [],
): Promise<CaAnswer> {
  const client = await connect(endpoint);
  const wanted = attributes.map((name) => ({ name, optional: false }));
  return asked(endpoint, async () => {
    const answer = await client.enroll(
      enrolmentId,
      secret,
      csr,
      undefined,
      wanted.length === 0 ? undefined : wanted,
    );
    return { certificate: answer.enrollmentCert, chain: answer.caCertChain };
  });
}

/** Asks for a certificate as who has one already. AUTHORITY_UNREACHABLE, ENROLMENT_REFUSED. */
export async function requestAs(endpoint: CaEndpoint, current: Identity, csr: string): Promise<CaAnswer> {
  const client = await connect(endpoint);
  const key = createPrivateKey(current.privateKey);
  const signing = {
    _certificate: current.certificate,
    sign: (text: string) => signLowS(key, Buffer.from(text)),
  };
  return asked(endpoint, async () => {
    const { result } = await client.reenroll(csr, signing);
    return { certificate: decoded(result.Cert), chain: decoded(result.ServerInfo.CAChain) };
  });
}

/** Milliseconds; fabric-ca-client's own three seconds are too short for an authority on a busy machine. */
const PATIENCE = 30_000;

/** 0.4 s to load: only an enrolment needs it. */
async function connect({ url, tlsRoot, caName }: CaEndpoint): Promise<Client> {
  const { hostname, port } = addressOf(url);
  const { default: services } = await import('fabric-ca-client');
  const { default: ClientOfCa } = (await import(LOW_LEVEL)) as { readonly default: ClientClass };
  (services as unknown as Settings).setConfigSetting('connection-timeout', PATIENCE);
  const tlsOptions = { trustedRoots: [tlsRoot], verify: true };
  return new ClientOfCa(
    { protocol: 'https', hostname, port, caname: caName, tlsOptions },
    { hash: () => undefined },
  );
}
/** Its documented class makes keys by itself when it enrols again. */
const LOW_LEVEL: string = 'fabric-ca-client/lib/FabricCAClient.js';
interface Settings {
  setConfigSetting(name: string, value: number): void;
}

/** INPUT_INVALID unless it is an https address without anything after host and port. */
function addressOf(url: string): { readonly hostname: string; readonly port: number } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' || `${parsed.origin}/` !== parsed.href)
    throw fail('INPUT_INVALID', 'the address of a certificate authority has the form https://host:port');
  return {
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port === '' ? 443 : parsed.port),
  };
}

async function asked({ url }: CaEndpoint, ask: () => Promise<CaAnswer>): Promise<CaAnswer> {
  try {
    return await ask();
  } catch (error) {
    // Its texts may quote what the server sent; only what is known to be harmless goes on.
    const { errors, code } = error as { readonly errors?: unknown; readonly code?: unknown };
    if (Array.isArray(errors))
      throw fail('ENROLMENT_REFUSED', { detail: `${url} ${reasons(errors)}`, cause: error });
    const why = typeof code === 'string' ? ` (${code})` : '';
    throw fail('AUTHORITY_UNREACHABLE', { detail: `${url}${why}`, cause: error });
  }
}

/** Fabric CA's numbers say what is wrong; its words help whoever runs it. */
function reasons(errors: readonly unknown[]): string {
  return errors
    .slice(0, 3)
    .map((one) => {
      const { code, message } = Object(one) as { readonly code?: unknown; readonly message?: unknown };
      const words = typeof message === 'string' ? message.replace(/[^ -~]/g, ' ').slice(0, 200) : '';
      return `${typeof code === 'number' ? code : 'without code'}: ${words}`;
    })
    .join('; ');
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
