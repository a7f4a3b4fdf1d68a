import { randomBytes } from 'node:crypto';
import {
  commit,
  commitmentContext,
  digestOf,
  keyId,
  parseCanonical,
  parseClaimPath,
  parseDeclarantId,
  parseDeclarationId,
  parseEntryRef,
  parseSalt,
  toBase64url,
  type JsonObject,
  type JsonValue,
  type Outcome,
  type SaltedClaims,
} from '@onceledger/chaincode/domain';
import { ENTRIES } from './contract-catalogue.js';
import { deliveryTo, grantedBody, LICENCE, newSalt, requestBody } from './contract-bodies.js';
import { key } from './contract-targets.js';
import {
  ENTERPRISE,
  json,
  LEDGER,
  OTHER,
  PERSON,
  World,
  type SendOptions,
  type SignOptions,
} from './contract-world.js';

export const MARKET = 'agency:market-regulation';
export const TAX = 'agency:tax';
export const POLICE = 'agency:public-security';
export const SUPERVISOR = 'agency:government-affairs';
export const COMMERCE = 'agency:commerce';
export const actorOf = (declarant: string): string => `declarant:${declarant}`;

export const MARK = `trade-mark.${ENTERPRISE}`;
export const HOME = `residence.${PERSON}`;

/** Agencies and catalogue, as after `once init`. */
export async function newLedger(organization?: string, start?: number): Promise<World> {
  const world = new World(organization, start);
  await world.call('agencies:bootstrap', [JSON.stringify(sorted(world.bootstrapBody))]);
  for (const entry of ENTRIES) await fileAndApprove(world, entry);
  return world;
}

/** The same with the three declarants enrolled, an hour later. */
export async function newWorld(organization?: string, start?: number): Promise<World> {
  const world = await newLedger(organization, start);
  await enrol(world, ENTERPRISE);
  await enrol(world, OTHER);
  await enrol(world, PERSON);
  // Long enough ago that a clock may be a minute off.
  world.time += 3_600_000;
  return world;
}

export async function fileAndApprove(world: World, entry: JsonObject): Promise<void> {
  await world.act('catalogue.file', SUPERVISOR, { entry });
  const approvers = ((entry['body'] as JsonObject)['approvedBy'] ?? []) as string[];
  for (const code of approvers) await world.act('catalogue.approve', `agency:${code}`, decisionOn(entry));
  await world.act('catalogue.approve', SUPERVISOR, decisionOn(entry));
}

export function decisionOn(entry: JsonObject): JsonObject {
  return {
    ref: `${entry['id'] as string}@${(entry['version'] as number).toFixed()}`,
    digest: digestOf(entry),
  };
}

export function enrolBody(world: World, declarant: string): JsonObject {
  const individual = declarant.startsWith('i-');
  return {
    declarant,
    kind: individual ? 'individual' : 'enterprise',
    key: { ...world.key(actorOf(declarant)).jwk },
    ...(individual ? {} : { name: 'An enterprise' }),
  };
}

export function voucher(world: World, declarant: string): JsonObject {
  world.newKey(actorOf(declarant));
  const request = world.sign('declarant.enrol', actorOf(declarant), enrolBody(world, declarant), {
    previous: 'none',
  });
  return { request: json(request), evidence: digestOf('seen') };
}

export async function enrol(world: World, declarant: string): Promise<Outcome> {
  const registrar = declarant.startsWith('i-') ? POLICE : MARKET;
  return await world.act('declarant.vouch', registrar, voucher(world, declarant));
}

export interface DeclarationInput {
  readonly declarant?: string;
  readonly type?: string;
  readonly discriminator?: string;
  readonly version?: number;
  readonly origin?: 'self' | 'agency' | 'assisted';
  readonly claims?: Readonly<Record<string, JsonValue>>;
  /** Members that replace those of the body. */
  readonly more?: JsonObject;
}

const CLAIMS: Readonly<Record<string, { readonly clear: readonly string[]; readonly claims: JsonObject }>> = {
  'business-licence': {
    clear: ['name'],
    claims: { account: '6222 0000', name: 'An enterprise', telephone: '0591-1234' },
  },
  'trade-mark': { clear: ['name'], claims: { name: 'A mark' } },
  residence: { clear: [], claims: { address: 'Gulou Road 1', region: '350102' } },
};

export interface Draft {
  readonly body: JsonObject;
  readonly transient: Readonly<Record<string, JsonValue>>;
}

/** What a declarant's gateway makes of claims; sealed parts are sealed in form only, which is all that a contract sees. */
export function draft(world: World, input: DeclarationInput = {}): Draft {
  const {
    declarant = ENTERPRISE,
    type = 'business-licence',
    version = 1,
    origin = 'self',
    more = {},
  } = input;
  const parts = [type, declarant, input.discriminator].filter((part) => part !== undefined);
  const shape = CLAIMS[type] ?? { clear: [], claims: {} };
  const salted = saltedClaims({ ...shape.claims, ...input.claims });
  const scope = {
    ledger: LEDGER,
    type: parseEntryRef(`${type}@1`),
    declarant: parseDeclarantId(declarant),
    declaration: parseDeclarationId(parts.join('.')),
    version,
  };
  const { commitment, leaves } = commit(commitmentContext(scope), salted);
  const inClear = (path: string): boolean => shape.clear.includes(path);
  const body: JsonObject = {
    declaration: scope.declaration,
    declarant,
    type: scope.type,
    version,
    origin,
    clear: only(inClear, salted),
    leaves: only((path) => !inClear(path), leaves),
    commitment: { ...commitment },
    sealed: type !== 'trade-mark',
    ...(origin === 'assisted' ? { evidence: digestOf('present') } : {}),
    ...more,
  };
  return { body, transient: privateParts(world, type, declarant, salted) };
}

function privateParts(
  world: World,
  type: string,
  declarant: string,
  salted: SaltedClaims,
): Draft['transient'] {
  if (type === 'trade-mark') return {};
  const sealed = sealedPart(world, custodianOf(type), declarant);
  return type === 'residence'
    ? { sealed, clear: { clear: only((path) => path === 'region', salted) } }
    : { sealed };
}

/** Some of an object's members; salted claims are JSON by their type, which has no index signature. */
function only(keep: (path: string) => boolean, of: object): JsonObject {
  return Object.fromEntries(Object.entries(of as JsonObject).filter(([path]) => keep(path)));
}

function custodianOf(type: string): string {
  return type === 'residence' ? 'public-security' : 'market-regulation';
}

function saltedClaims(values: JsonObject): SaltedClaims {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => [
      parseClaimPath(path),
      { salt: parseSalt(newSalt()), value },
    ]),
  );
}

export function sealedPart(world: World, custodian: string, declarant?: string): JsonObject {
  const jwe = 'aa.bb.cc.dd.ee';
  const encryption = world.encryption.get(custodian);
  if (encryption === undefined) throw new Error(`no encryption key of ${custodian}`);
  const wraps: JsonObject[] = [{ owner: `agency:${custodian}`, kid: keyId(encryption.jwk), jwe }];
  if (declarant !== undefined && world.keys.has(actorOf(declarant))) {
    wraps.push({ owner: actorOf(declarant), kid: world.kid(actorOf(declarant)), jwe });
  }
  return {
    format: 1,
    suite: 'A256GCM',
    iv: toBase64url(randomBytes(12)),
    ciphertext: toBase64url(randomBytes(64)),
    tag: toBase64url(randomBytes(16)),
    wraps,
  };
}

export async function declare(
  world: World,
  input: DeclarationInput = {},
  options: SignOptions & SendOptions & { readonly as?: string } = {},
): Promise<Outcome> {
  const { body, transient } = draft(world, input);
  const standard = input.origin === 'agency' ? MARKET : actorOf(input.declarant ?? ENTERPRISE);
  return await world.act('declaration.declare', options.as ?? standard, body, {
    ...options,
    transient: { ...transient, ...options.transient },
  });
}

export function recordAt(world: World, ...parts: readonly string[]): JsonObject {
  const text = world.peer.state.get('')?.get(key(...parts));
  if (text === undefined) throw new Error(`nothing under ${parts.join(' ')}`);
  return parseCanonical(text.toString()) as JsonObject;
}

export function declarationRecord(world: World, id: string): JsonObject {
  const [type = '', declarant = '', discriminator = ''] = id.split('.');
  return recordAt(world, 'declaration', declarant, type, discriminator);
}

/** Body of attest, refuse, suspend and the others, on the record as it stands. */
export function statusBody(world: World, id: string, more: JsonObject = {}): JsonObject {
  const { version, commitment } = declarationRecord(world, id);
  return { declaration: id, version: version ?? null, commitment: commitment ?? null, ...more };
}

/** A whole attestation reading: requested, granted, received. @returns its identifier */
export async function attestationReading(world: World, declaration = LICENCE, version = 1): Promise<string> {
  const body = requestBody(
    world,
    {
      declaration,
      version,
      purpose: { kind: 'attestation' },
      basis: { kind: 'attestation' },
      claims: ['telephone'],
    },
    'market-regulation',
  );
  const reading = body['reading'] as string;
  await world.act('reading.request', MARKET, body);
  const delivery = deliveryTo(world, 'market-regulation');
  await world.act('reading.answer', MARKET, grantedBody(reading, delivery), { transient: { delivery } });
  await world.act('reading.receive', MARKET, { reading, salt: newSalt(), result: 'received' });
  return reading;
}

/** Object members in canonical order, for a text that must be canonical. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((one: JsonValue) => sorted(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
