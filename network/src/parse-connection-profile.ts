import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  INVALID,
  array,
  fail,
  isObject,
  memberPath,
  object,
  optional,
  parseJson,
  parseWith,
  record,
  reject,
  string,
  type Fault,
  type Parser,
  type Shape,
} from '@onceledger/chaincode/domain';
import type { Endpoint } from './connection-profile.js';
import { certificatesIn, readCertificate } from './identity/read-certificate.js';
import { readYaml } from './read-yaml.js';

/** A PEM text, or the file that has it. */
export type TlsRoot = { readonly pem: string } | { readonly path: string };

/** What is taken from a common connection profile. */
export interface ConnectionProfile<Root = string> {
  readonly channels: readonly string[];
  readonly organizations: readonly ProfileOrganization<Root>[];
  readonly orderers: readonly Endpoint<Root>[];
}
export interface ProfileOrganization<Root = string> {
  readonly name: string;
  readonly mspId: string;
  readonly peers: readonly Endpoint<Root>[];
}

const MOST_NODES = 5000;
const MOST_ORGANIZATIONS = 500;
const MOST_ROOT = 256 * 1024;
const LIMITS = { maxBytes: 4 * 1024 * 1024, maxDepth: 32 };

/**
 * Reads a common connection profile, JSON or YAML (docs/spec/connection-profile.md).
 * @throws CONFIGURATION_INVALID with every fault and its path; JSON_INVALID
 */
export function parseConnectionProfile(text: string): ConnectionProfile<TlsRoot> {
  const value = text.trimStart().startsWith('{') ? parseJson(text, LIMITS) : readYaml(text);
  return parseWith(document, value, 'CONFIGURATION_INVALID');
}

/** As `parseConnectionProfile`, with the certificate files that it names, relative to itself. FILE_UNREADABLE. */
export async function readConnectionProfile(file: string): Promise<ConnectionProfile> {
  const { channels, organizations, orderers } = parseConnectionProfile(await readText(file));
  const whole = (endpoints: readonly Endpoint<TlsRoot>[]): Promise<Endpoint[]> =>
    Promise.all(
      endpoints.map(async (one) => ({ ...one, tlsRoot: await rootOf(one.tlsRoot, dirname(file)) })),
    );
  return {
    channels,
    organizations: await Promise.all(
      organizations.map(async (one) => ({ ...one, peers: await whole(one.peers) })),
    ),
    orderers: await whole(orderers),
  };
}

async function rootOf(root: TlsRoot, folder: string): Promise<string> {
  if ('pem' in root) return root.pem;
  const path = resolve(folder, root.path);
  const text = await readText(path);
  if (!isRoot(text)) throw fail('CONFIGURATION_INVALID', `${path} has no certificate`);
  return text;
}

async function readText(file: string): Promise<string> {
  const unreadable = (cause: unknown): never => {
    throw fail('FILE_UNREADABLE', { detail: file, cause });
  };
  const { size } = await stat(file).catch(unreadable);
  if (size > LIMITS.maxBytes) throw fail('INPUT_TOO_LARGE', `${file} has more than ${LIMITS.maxBytes} bytes`);
  return readFile(file, 'utf8').catch(unreadable);
}

function isRoot(text: string): boolean {
  try {
    return certificatesIn(text).map((pem) => readCertificate(pem)).length > 0;
  } catch {
    return false;
  }
}

/** Others put into a profile what their own programs read: members that are not known here are passed over. */
function open<T>(shape: Shape<T>): Parser<T> {
  const known = object<T>(shape);
  return (value, path, faults) => {
    const members = isObject(value) ? Object.entries(value) : undefined;
    const taken = members?.filter(([name]) => Object.hasOwn(shape, name));
    return known(taken === undefined ? value : Object.fromEntries(taken), path, faults);
  };
}

const name = string({ min: 1, max: 255 });

const pem: Parser<string> = (value, path, faults) => {
  const texts = array(string({ max: MOST_ROOT }), { min: 1, max: 20 })(
    Array.isArray(value) ? value : [value],
    path,
    faults,
  );
  if (texts === INVALID) return INVALID;
  const text = texts.join('\n');
  return isRoot(text) ? text : reject(faults, path, 'must be a certificate in PEM');
};

const tlsRoot: Parser<TlsRoot> = (value, path, faults) => {
  if (!isObject(value)) return reject(faults, path, 'must be an object');
  if (Object.hasOwn(value, 'pem'))
    return open<TlsRoot & { readonly pem: string }>({ pem })(value, path, faults);
  return open<TlsRoot & { readonly path: string }>({ path: string({ min: 1, max: 4096 }) })(
    value,
    path,
    faults,
  );
};

interface Node {
  readonly url: string;
  readonly tlsCACerts: TlsRoot;
  readonly grpcOptions?: Options;
}
interface Options {
  readonly 'ssl-target-name-override'?: string;
  readonly hostnameOverride?: string;
}

const node = open<Node>({
  url: string({
    max: 512,
    pattern: /^grpcs:\/\/(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$/,
    form: 'grpcs://host:port; connections without TLS are not made',
  }),
  tlsCACerts: tlsRoot,
  grpcOptions: optional(
    open<Options>({ 'ssl-target-name-override': optional(name), hostnameOverride: optional(name) }),
  ),
});
const nodes = record(name, node, { max: MOST_NODES });

interface Organization {
  readonly mspid: string;
  readonly peers?: readonly string[];
}
const organization = open<Organization>({
  mspid: name,
  peers: optional(array(name, { max: MOST_NODES, unique: (one) => one })),
});

interface Outline {
  readonly version?: string;
  readonly channels?: Readonly<Record<string, unknown>>;
  readonly organizations: Readonly<Record<string, Organization>>;
  readonly peers: Readonly<Record<string, Node>>;
  readonly orderers?: Readonly<Record<string, Node>>;
}
const outline = open<Outline>({
  version: optional(string({ max: 16, pattern: /^1\.0(?:\.[0-9]+)?$/, form: 'version 1.0' })),
  channels: optional(record(name, (value) => value, { max: MOST_ORGANIZATIONS })),
  organizations: record(name, organization, { min: 1, max: MOST_ORGANIZATIONS }),
  peers: nodes,
  orderers: optional(nodes),
});

const document: Parser<ConnectionProfile<TlsRoot>> = (value, path, faults) => {
  const read = outline(value, path, faults);
  if (read === INVALID) return INVALID;
  const { channels = {}, organizations, peers, orderers = {} } = read;
  const known = new Map(Object.entries(peers).map(([id, one]) => [id, endpoint(id, one)]));
  return {
    channels: Object.keys(channels),
    organizations: Object.entries(organizations).map(([id, { mspid, peers: own = [] }]) => ({
      name: id,
      mspId: mspid,
      peers: members(
        own,
        known,
        memberPath(memberPath(memberPath(path, 'organizations'), id), 'peers'),
        faults,
      ),
    })),
    orderers: Object.entries(orderers).map(([id, one]) => endpoint(id, one)),
  };
};

function members(
  own: readonly string[],
  known: ReadonlyMap<string, Endpoint<TlsRoot>>,
  path: string,
  faults: Fault[],
): Endpoint<TlsRoot>[] {
  return own.flatMap((id, index) => {
    const found = known.get(id);
    if (found === undefined) reject(faults, memberPath(path, index), 'names no peer of the profile');
    return found ?? [];
  });
}

function endpoint(id: string, { url, tlsCACerts, grpcOptions = {} }: Node): Endpoint<TlsRoot> {
  const serverName = grpcOptions['ssl-target-name-override'] ?? grpcOptions.hostnameOverride;
  return {
    name: id,
    address: url.slice('grpcs://'.length),
    tlsRoot: tlsCACerts,
    ...(serverName !== undefined && { serverName }),
  };
}
